import { useState } from 'preact/hooks';
import { goInstead, spot } from '../../router';
import { unsentCount } from '../../status/sync-state';
import { me, signedOut } from '../../store/session';
import { Refusal, signIn } from '../../sync/session';
import { Button, ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Field } from '../../ui/field';
import { Page } from '../../ui/page';
import { say } from '../../words';
import { sentenceOf } from '../../status/refusal';

const CODE_NEEDED = 'second_factors/code-needed';

/** Who are you? Signing in again after a long time loses nothing that waits on the phone. */
export default function SignInScreen() {
  const isRevoked = signedOut.value === 'revoked';
  const isAgain = signedOut.value === 'expired' || isRevoked;
  const [username, setUsername] = useState(isAgain ? me.value?.username ?? '' : '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const refuse = (refusal: unknown) => {
    if (refusal instanceof Refusal && refusal.code === CODE_NEEDED) setCode('');
    setWrong(sentenceOf(refusal));
  };
  const enter = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!username.trim() || !password) return setWrong(say('app.sign_in.both'));
    setBusy(true);
    setWrong('');
    await signIn(username.trim(), password, code).then(enterApp, refuse);
    setBusy(false);
  };
  return (
    <Page title={say('app.name')} under={say('app.sign_in.who')} back={isAgain && !isRevoked ? '/app/' : false}>
      {isRevoked && <Card tone="wait" heading={say('app.sign_in.revoked')}><p class="soft">{say('app.sign_in.revoked_next')}</p></Card>}
      {unsentCount.value > 0 && <Waiting />}
      <Card>
        <form class="stack" onSubmit={(event) => void enter(event)}>
          <Field label={say('app.sign_in.name')} value={username} onInput={setUsername} autocomplete="username" testid="sign-in-name" />
          <Field label={say('app.sign_in.password')} value={password} onInput={setPassword} type="password"
            autocomplete="current-password" testid="sign-in-password" wrong={wrong} />
          {code !== null && <Field label={say('app.sign_in.code')} value={code} onInput={setCode} autocomplete="one-time-code" testid="sign-in-code" />}
          <Button kind="go" submit busy={busy} testid="sign-in-go">{say(busy ? 'app.sign_in.going' : 'app.sign_in.go')}</Button>
        </form>
      </Card>
      <ButtonLink href="/app/activate" icon="scan" testid="sign-in-scan">{say('app.sign_in.by_code')}</ButtonLink>
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
