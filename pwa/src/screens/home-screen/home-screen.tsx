import { useEffect, useState } from 'preact/hooks';
import { install, isInWeChat, makeOfPhone, mayInstall, type Make } from '../../device/install';
import { noteHomeShown } from '../../store/settings';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { say } from '../../words';
import { Picture, type Scene } from './picture';

const MAKES: Make[] = ['huawei', 'xiaomi', 'oppo', 'vivo', 'iphone'];

/** Where each maker's own browser hides its menu, and what that menu looks like. */
const MENUS: Record<Make, Scene> = { huawei: 'menu-right', xiaomi: 'menu-middle', oppo: 'menu-middle', vivo: 'menu-middle', iphone: 'share' };

interface Step {
  scene: Scene;
  words: string;
}

const stepsOn = (make: Make): Step[] => [
  ...(isInWeChat() ? [{ scene: 'wechat' as const, words: say('app.home_screen.wechat') }] : []),
  { scene: MENUS[make], words: say(`app.home_screen.${make}.menu`) },
  { scene: 'add', words: say(`app.home_screen.${make}.add`) },
  { scene: 'done', words: say('app.home_screen.done') },
];

/** Pictures that show how the icon comes onto the home screen; the phone's own make stands first. */
export default function HomeScreenScreen() {
  const [make, setMake] = useState(makeOfPhone);
  useEffect(noteHomeShown, []);
  return (
    <Page title={say('app.home_screen.title')} under={say('app.home_screen.what')} back="/app/mine">
      {mayInstall() && <Button kind="go" icon="plus" testid="install" onClick={() => void install()}>{say('app.home_screen.by_itself')}</Button>}
      <ul class="makes" aria-label={say('app.home_screen.make')}>
        {MAKES.map((each) => (
          <li key={each}><Button pressed={each === make} testid={`make-${each}`} onClick={() => setMake(each)}>{say(`app.home_screen.${each}`)}</Button></li>
        ))}
      </ul>
      <Card>
        <ol class="steps">
          {stepsOn(make).map(({ scene, words }, position) => (
            <li key={scene}>
              <Picture scene={scene} />
              <p><span class="step-no">{position + 1}</span>{words}</p>
            </li>
          ))}
        </ol>
      </Card>
      <p class="soft centre small">{say('app.home_screen.differs')}</p>
    </Page>
  );
}
