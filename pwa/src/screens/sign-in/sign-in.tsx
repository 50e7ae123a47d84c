import { useState } from 'preact/hooks';
import { goInstead, spot } from '../../router';
import { unsentCount } from '../../status/sync-state';
import { me, signedOut } from '../../store/session';
import { signIn } from '../../sync/session';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Field } from '../../ui/field';
import { Page } from '../../ui/page';
import { say } from '../../words';
import { sentenceOf } from './refusal';

/** Who are you? Signing in again after a long time loses nothing that waits on the phone. */
export default function SignInScreen() {
  const isAgain = signedOut.value === 'expired';
  const [username, setUsername] = useState(isAgain ? me.value?.username ?? '' : '');
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const enter = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!username.trim() || !password) return setWrong(say('app.sign_in.both'));
    setBusy(true);
    setWrong('');
    await signIn(username.trim(), password).then(enterApp, (refusal: unknown) => setWrong(sentenceOf(refusal)));
    setBusy(false);
  };
  return (
    <Page title={say('app.name')} under={say('app.sign_in.who')} back={isAgain ? '/app/' : false}>
      {unsentCount.value > 0 && <Waiting />}
      <Card>
        <form class="stack" onSubmit={(event) => void enter(event)}>
          <Field label={say('app.sign_in.name')} value={username} onInput={setUsername} autocomplete="username" testid="sign-in-name" />
          <Field label={say('app.sign_in.password')} value={password} onInput={setPassword} type="password"
            autocomplete="current-password" testid="sign-in-password" wrong={wrong} />
          <Button kind="go" submit busy={busy} testid="sign-in-go">{say(busy ? 'app.sign_in.going' : 'app.sign_in.go')}</Button>
        </form>
      </Card>
      <p class="soft centre">{say('app.sign_in.help')}</p>
    </Page>
  );
}

/** Back to the address that was asked for, such as a tag just scanned. */
function enterApp(): void {
  if (spot.value.path === '/app/sign-in') goInstead('/app/');
}

const Waiting = () => (
  <Card tone="wait" heading={say('app.sync.waiting', unsentCount.value)}>
    <p class="soft">{say('app.sign_in.waiting_safe')}</p>
  </Card>
);
