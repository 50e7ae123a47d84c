import { useEffect, useState } from 'preact/hooks';
import { ScanBox } from '../../patrol/scan-box';
import { goInstead } from '../../router';
import { sentenceOf } from '../../status/refusal';
import { unsentCount } from '../../status/sync-state';
import { activate, invited } from '../../sync/session';
import type { Invited } from '../../wire/types';
import { Button, ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { say } from '../../words';

/** The ticket stands behind the # and leaves the address at once: nobody finds it in the history. */
function takeTicket(): string {
  const ticket = location.hash.slice(1);
  if (ticket) history.replaceState(null, '', location.pathname);
  return ticket;
}

/** 您是前窑村的王建国吗？ One tap opens the phone; nothing is typed. */
export default function ActivateScreen() {
  const [ticket, setTicket] = useState(takeTicket);
  const [person, setPerson] = useState<Invited | null>(null);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const refuse = (refusal: unknown) => {
    setPerson(null);
    setWrong(sentenceOf(refusal));
  };
  const look = () => {
    setWrong('');
    if (ticket) invited(ticket).then(setPerson, refuse);
  };
  useEffect(look, [ticket]);
  useEffect(() => {
    const scannedAnew = () => setTicket((before) => takeTicket() || before);
    addEventListener('hashchange', scannedAnew);
    return () => removeEventListener('hashchange', scannedAnew);
  }, []);
  const open = async () => {
    setBusy(true);
    await activate(ticket).then(() => goInstead('/app/'), refuse);
    setBusy(false);
  };
  if (!ticket) return <ScanTicket onTicket={setTicket} />;
  return (
    <Page title={say('app.activate.title')} back={false}>
      {wrong && <Refused words={wrong} onAgain={look} />}
      {person && <Ask person={person} busy={busy} onYes={() => void open()} />}
      {!person && !wrong && <p class="soft centre" role="status">{say('app.activate.looking')}</p>}
    </Page>
  );
}

/** Nobody brought a code along: this very screen reads the one on the cadre's computer. */
const ScanTicket = ({ onTicket }: { onTicket: (ticket: string) => void }) => (
  <Page title={say('app.activate.title')} back="/app/sign-in">
    <p class="centre">{say('app.activate.how')}</p>
    <ScanBox typed={false} onFound={() => say('app.activate.plate')} onTicket={onTicket} />
    <ToSignIn />
  </Page>
);

const ToSignIn = () => <ButtonLink href="/app/">{say('app.activate.back')}</ButtonLink>;

const Ask = ({ person, busy, onYes }: { person: Invited; busy: boolean; onYes: () => void }) => (
  <Card heading={say('app.activate.ask', person.region_name, person.display_name)}>
    <div class="stack">
      {unsentCount.value > 0 && <p class="soft">{say('app.activate.others_safe')}</p>}
      <Button kind="go" big busy={busy} testid="activate-yes" onClick={onYes}>{say('app.activate.yes')}</Button>
      <ButtonLink href="/app/" testid="activate-no">{say('app.activate.no')}</ButtonLink>
      <p class="soft small">{say('app.activate.stays')}</p>
    </div>
  </Card>
);

const Refused = ({ words, onAgain }: { words: string; onAgain: () => void }) => (
  <Card tone="wait">
    <div class="stack">
      <p class="wrong" role="alert" data-testid="activate-wrong">{words}</p>
      <Button testid="activate-again" onClick={onAgain}>{say('app.try_again')}</Button>
      <ToSignIn />
    </div>
  </Card>
);
