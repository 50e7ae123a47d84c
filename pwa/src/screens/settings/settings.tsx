import { useState } from 'preact/hooks';
import { tellFailure } from '../../patrol/save-act';
import { goInstead } from '../../router';
import { unsentCount } from '../../status/sync-state';
import { chooseTextSize, textSize, type TextSize } from '../../store/settings';
import { signOut } from '../../sync/session';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice } from '../../ui/choice';
import { Page } from '../../ui/page';
import { language, say, speak, type Language } from '../../words';

const SIZES: TextSize[] = ['usual', 'large', 'larger'];

/** How the app reads on this phone, and how to leave without losing anything. */
export default function SettingsScreen() {
  return (
    <Page title={say('app.settings.title')} back="/app/mine">
      <Card>
        <Choice legend={say('app.settings.size')} value={textSize.value} onChoose={(size) => chooseTextSize(size as TextSize)}
          options={SIZES.map((value) => ({ value, words: say(`app.settings.size.${value}`), testid: `size-${value}` }))} />
      </Card>
      <Card>
        <Choice legend={say('app.mine.language')} value={language.value} onChoose={(value) => void speak(value as Language)}
          options={[{ value: 'zh-CN', words: '中文', testid: 'speak-zh' }, { value: 'en', words: 'English', testid: 'speak-en' }]} />
      </Card>
      <SignOut />
      <p class="soft centre small">{say('app.mine.version', __APP_VERSION__)}</p>
    </Page>
  );
}

function SignOut() {
  const [asks, setAsks] = useState(false);
  if (!asks) return <Button icon="out" testid="sign-out" onClick={() => setAsks(true)}>{say('app.mine.sign_out')}</Button>;
  const leave = () => void signOut().then(() => goInstead('/app/'), tellFailure);
  return (
    <Card tone="wait" heading={say('app.mine.sign_out_sure')}>
      <p>{unsentCount.value > 0 ? say('app.mine.sign_out_unsent', unsentCount.value) : say('app.mine.sign_out_nothing')}</p>
      <div class="foot-two">
        <Button onClick={() => setAsks(false)}>{say('app.mine.stay')}</Button>
        <Button kind="stop" testid="sign-out-sure" onClick={leave}>{say('app.mine.sign_out')}</Button>
      </div>
    </Card>
  );
}
