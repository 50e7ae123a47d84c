import type { ComponentChildren } from 'preact';

export type Scene = 'wechat' | 'menu-right' | 'menu-middle' | 'share' | 'add' | 'done';

/** A ring around the thing to press. */
const Here = ({ x, y, r = 15 }: { x: number; y: number; r?: number }) => <circle class="pic-here" cx={x} cy={y} r={r} />;

const dots = (x: number, y: number, step: 'across' | 'down') => [-7, 0, 7].map((off) =>
  <circle key={off} class="pic-ink" cx={step === 'across' ? x + off : x} cy={step === 'down' ? y + off : y} r="2.5" />);

const lines = (x: number, y: number) => [-6, 0, 6].map((off) =>
  <path key={off} class="pic-line" d={`M${x - 9} ${y + off}h18`} />);

/** The page as it stands in a browser: heading, cards, a bar below. */
const Browser = () => (
  <>
    <rect class="pic-faint" x="14" y="36" width="50" height="10" rx="5" />
    <rect class="pic-faint" x="14" y="56" width="82" height="26" rx="6" />
    <rect class="pic-faint" x="14" y="88" width="82" height="26" rx="6" />
    <path class="pic-edge" d="M6 140h98" />
  </>
);

const AppIcon = ({ x, y }: { x: number; y: number }) => (
  <>
    <rect class="pic-green" x={x - 15} y={y - 15} width="30" height="30" rx="8" />
    <path class="pic-tick" d={`M${x - 7} ${y}l5 6 9-11`} />
  </>
);

const HomeScreen = () => (
  <>
    {[[28, 50], [55, 50], [82, 50], [28, 90], [82, 90]].map(([x = 0, y = 0]) => <rect key={`${x}/${y}`} class="pic-faint" x={x - 10} y={y - 10} width="20" height="20" rx="6" />)}
    <AppIcon x={55} y={90} />
    <Here x={55} y={90} r={22} />
  </>
);

const Menu = () => (
  <>
    <Browser />
    <rect class="pic-card" x="12" y="84" width="86" height="72" rx="8" />
    {[98, 142].map((y) => <rect key={y} class="pic-faint" x="36" y={y - 4} width="50" height="8" rx="4" />)}
    <rect class="pic-ink" x="36" y="116" width="54" height="8" rx="4" />
    <path class="pic-line" d="M19 120h12M25 114v12" />
    <Here x={25} y={120} r={13} />
  </>
);

const SCENES: Record<Scene, () => ComponentChildren> = {
  wechat: () => <><Browser />{dots(92, 22, 'across')}<Here x={92} y={22} /></>,
  'menu-right': () => <><Browser />{dots(90, 153, 'down')}<Here x={90} y={153} /></>,
  'menu-middle': () => <><Browser />{lines(55, 153)}<Here x={55} y={153} /></>,
  share: () => <><Browser /><path class="pic-line" d="M48 150h-4v12h22v-12h-4M55 156v-14m-5 4 5-5 5 5" /><Here x={55} y={153} r={17} /></>,
  add: () => <Menu />,
  done: () => <HomeScreen />,
};

/** One drawn phone; the ring says where to press. The words beside it say the same. */
export const Picture = ({ scene }: { scene: Scene }) => (
  <svg class="pic" viewBox="0 0 110 180" aria-hidden="true" focusable="false">
    <rect class="pic-phone" x="5" y="5" width="100" height="170" rx="14" />
    {SCENES[scene]()}
  </svg>
);
