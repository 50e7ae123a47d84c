import { computed } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { keepEngine } from './device/ahead';
import { atRest } from './device/rest';
import { applyUpdate, updateReady } from './device/update';
import { match, spot, type Params } from './router';
import { returnedCount, syncWords, unsentCount } from './status/sync-state';
import { unread } from './status/unread';
import { lastSyncedAt } from './store/rows';
import { me, signedOut } from './store/session';
import { textSize } from './store/settings';
import SignInScreen from './screens/sign-in/sign-in';
import TodayScreen from './screens/today/today';
import { Button } from './ui/button';
import { Icon } from './ui/icon';
import { hasFoot, Page } from './ui/page';
import { toast, ToastRegion } from './ui/toast';
import { fetchWords, say } from './words';

type Screen = ComponentType<Params>;
type Loading = () => Promise<{ default: Screen }>;

/** Which screen stands at which address; all but the two first ones are fetched when first opened, and kept by the service worker. */
const PLACES: [pattern: string, load: Loading][] = [
  ['/app/scan', () => import('./screens/scan/scan')],
  ['/app/asset/:id', () => import('./screens/visit/visit')],
  ['/app/asset/:id/check/:code', () => import('./screens/visit/check')],
  ['/app/asset/:id/unit/:unit', () => import('./screens/visit/unit')],
  ['/app/asset/:id/run', () => import('./screens/run/run')],
  ['/app/asset/:id/correct', () => import('./screens/correct/correct')],
  ['/app/asset/:id/plate', () => import('./screens/change/change')],
  ['/app/plate/:token', () => import('./screens/plate/plate')],
  ['/app/hang/:token', () => import('./screens/hang/hang')],
  ['/app/register', () => import('./screens/register/register')],
  ['/app/asset/:id/report', () => import('./screens/report/report')],
  ['/app/report/:id', () => import('./screens/verify/verify')],
  ['/app/order/:id', () => import('./screens/order/order')],
  ['/app/order/:id/:step', () => import('./screens/order/step')],
  ['/app/excuse/:id', () => import('./screens/excuse/excuse')],
  ['/app/outbox', () => import('./screens/outbox/outbox')],
  ['/app/sign-ins', () => import('./screens/sign-ins/sign-ins')],
  ['/app/mine', () => import('./screens/mine/mine')],
  ['/app/notices', () => import('./screens/notices/notices')],
  ['/app/my-reports', () => import('./screens/my-reports/my-reports')],
  ['/app/settings', () => import('./screens/settings/settings')],
  ['/app/home-screen', () => import('./screens/home-screen/home-screen')],
  ['/app/kept', () => import('./screens/kept/kept')],
  ['/app/t/:token', () => import('./screens/tag/tag')],
];
const ACTIVATE: Loading = () => import('./screens/activate/activate');

const isActivating = (): boolean => spot.value.path === '/app/activate';
const needsSignIn = (): boolean =>
  !me.value || signedOut.value === 'yes' || signedOut.value === 'revoked' || spot.value.path === '/app/sign-in' || isActivating();

function placeNow(): { load: Loading | null; params: Params } {
  if (isActivating()) return { load: ACTIVATE, params: {} };
  for (const [pattern, load] of needsSignIn() ? [] : PLACES) {
    const params = match(pattern, spot.value.path);
    if (params) return { load, params };
  }
  return { load: null, params: {} };
}

const loaded = new Map<Loading, Screen>();

async function fetchScreen(load: Loading): Promise<void> {
  const [{ default: screen }] = await Promise.all([load(), fetchWords()]);
  loaded.set(load, screen);
}

/** The scanner follows the first screen, and the page of a thing the scanner, within a blink: they are fetched before they are asked for. */
const FOLLOWS: Record<string, string[]> = {
  '/app/': ['/app/scan', '/app/asset/:id'], '/app/scan': ['/app/asset/:id'], '/app/t/:token': ['/app/asset/:id'],
};

async function fetchWhatFollows(path: string): Promise<void> {
  const [, patterns = []] = Object.entries(FOLLOWS).find(([pattern]) => match(pattern, path)) ?? [];
  if (path === '/app/') await atRest();
  // Without a network it is asked for again when it is opened.
  for (const [pattern, load] of PLACES) if (patterns.includes(pattern)) fetchScreen(load).catch(() => undefined);
}

/** Whoever is nobody yet signs in at any address; these two screens come with the app, so that a first visit waits for no other. */
const First = () => (needsSignIn() ? <SignInScreen /> : <TodayScreen />);

/** The screen itself, once its code is here. */
function Fetched({ load, params }: { load: Loading; params: Params }) {
  const [, arrived] = useState(0);
  const [failed, setFailed] = useState(false);
  const Screen = loaded.get(load);
  useEffect(() => {
    setFailed(false);
    if (Screen) return; // as drawn: what came since has not been drawn yet
    fetchScreen(load).then(() => arrived((count) => count + 1), () => setFailed(true));
  }, [load]);
  if (Screen) return <Screen key={spot.value.path} {...params} />;
  return failed ? <NotFetched /> : <p class="page soft centre" role="status">{say('app.opening')}</p>;
}

const NotFetched = () => (
  <Page title={say('app.not_fetched')}>
    <p>{say('app.not_fetched_next')}</p>
    <Button kind="go" onClick={() => location.reload()}>{say('app.try_again')}</Button>
  </Page>
);

/** What waits under 我的: unsent, come back, or not read yet. */
const waitingCount = computed(() => unsentCount.value + returnedCount.value + unread.value.length);

const current = (path: string): 'page' | undefined => (spot.value.path === path ? 'page' : undefined);

/** 今天, the big round 扫一扫, 我的. */
const Bar = () => (
  <nav class="bar" aria-label={say('app.bar')}>
    <a href="/app/" aria-current={current('/app/')} data-testid="bar-today"><Icon name="home" />{say('app.today')}</a>
    <a class="bar-scan" href="/app/scan" aria-current={current('/app/scan')} data-testid="bar-scan"><Icon name="scan" />{say('app.scan')}</a>
    <a href="/app/mine" aria-current={current('/app/mine')} data-testid="bar-mine">
      <Icon name="user" />
      <span>{say('app.mine')}{waitingCount.value > 0 && <span class="badge">{waitingCount.value}</span>}</span>
    </a>
  </nav>
);

/** A new version is offered where nothing is under way: on the first screen only. */
const NewVersion = () => updateReady.value ? (
  <div class="new-version"><Button testid="take-update" onClick={() => void takeUpdate()}>{say('app.new_version')}</Button></div>
) : null;

async function takeUpdate(): Promise<void> {
  if (!(await applyUpdate())) toast({ words: say('app.new_version_elsewhere') });
}

const began = new Date().toISOString();

/** This start has heard the news, and nothing waits to be sent. */
const isLineFree = (): boolean => (lastSyncedAt.value ?? '') > began && unsentCount.value === 0;

/** The whole app: one screen, the bar, and two places where things are said aloud. */
export function Shell() {
  const { load, params } = placeNow();
  useEffect(() => {
    const { classList } = document.documentElement;
    classList.toggle('large', textSize.value !== 'usual');
    classList.toggle('larger', textSize.value === 'larger');
  }, [textSize.value]);
  useEffect(() => void (needsSignIn() || fetchWhatFollows(spot.value.path)), [spot.value.path, needsSignIn()]);
  useEffect(() => void (isLineFree() && keepEngine()), [lastSyncedAt.value, unsentCount.value]);
  return (
    <>
      {load ? <Fetched key={load} load={load} params={params} /> : <First />}
      <NewVersion />
      {!needsSignIn() && !hasFoot.value && <Bar />}
      <ToastRegion />
      <p class="unseen" role="status" data-testid="sync-words">{needsSignIn() ? '' : syncWords.value.words}</p>
    </>
  );
}
