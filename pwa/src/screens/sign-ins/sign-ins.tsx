import { useEffect, useState } from 'preact/hooks';
import { sentenceOf } from '../../status/refusal';
import { endSignIn, signIns } from '../../sync/session';
import type { SignInRow } from '../../wire/types';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { dayWords } from '../../ui/dates';
import { Page } from '../../ui/page';
import { say, sayKnown } from '../../words';

/** 登录过的手机: where this person is signed in; a phone that was lost or lent is signed out from here. */
export default function SignInsScreen() {
  const [rows, setRows] = useState<SignInRow[]>([]);
  const [wrong, setWrong] = useState('');
  const refuse = (refusal: unknown) => setWrong(sentenceOf(refusal));
  const look = () => signIns().then(setRows, refuse);
  useEffect(() => void look(), []);
  const end = async ({ id }: SignInRow) => {
    setWrong('');
    await endSignIn(id).then(look, refuse);
  };
  return (
    <Page title={say('app.sign_ins.title')} back="/app/mine">
      <p class="wrong" role="alert">{wrong}</p>
      <ul class="stack">{rows.map((row) => <li key={row.id}><OnePhone row={row} onEnd={() => void end(row)} /></li>)}</ul>
      <p class="soft small">{say('app.sign_ins.end_means')}</p>
    </Page>
  );
}

const nameOf = ({ maker, browser }: SignInRow): string =>
  `${sayKnown(`app.device.${maker}`, 'app.device.other')} · ${sayKnown(`app.browser.${browser}`, 'app.browser.other')}`;

const OnePhone = ({ row, onEnd }: { row: SignInRow; onEnd: () => void }) => (
  <Card heading={nameOf(row)}>
    <p class="soft">{row.opened_by ? say('app.sign_ins.by_cadre', row.opened_by) : say('app.sign_ins.by_password')}</p>
    <p class="soft">{say('app.sign_ins.seen', dayWords(row.last_seen_on))}</p>
    {row.this_one ? <p class="strong">{say('app.sign_ins.this_one')}</p>
      : <Button testid="end-sign-in" onClick={onEnd}>{say('app.sign_ins.end')}</Button>}
  </Card>
);
