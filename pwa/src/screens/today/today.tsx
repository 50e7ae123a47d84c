import { signedOut, me } from '../../store/session';
import { lastSyncedAt } from '../../store/rows';
import { usePlace } from '../../patrol/use-place';
import { SyncChip } from '../../status/sync-state';
import { ButtonLink } from '../../ui/button';
import { Card, Empty } from '../../ui/card';
import { dateOn, dayWords, weekdayWords } from '../../ui/dates';
import { Page } from '../../ui/page';
import { say } from '../../words';
import { DueCard } from './due-card';
import { useSteadyPlace } from './steady-place';
import { AcceptCard, dueToday, MendCard, toAccept, toMend, toVerify, VerifyCard } from './work';

/** 今天: what is due, what to mend, and what waits for this person's word. */
export default function TodayScreen() {
  const today = dateOn(new Date());
  const { place } = usePlace();
  const from = useSteadyPlace(place);
  const due = dueToday(from, today);
  const isIdle = due.length + toMend.value.length + toVerify.value.length + toAccept.value.length === 0;
  return (
    <Page title={say('app.today')} back={false} chip={<SyncChip />}
      under={`${dayWords(today)} ${weekdayWords(today)} · ${me.value?.region_name ?? ''}`}>
      {signedOut.value === 'expired' && <SignInAgain />}
      {me.value?.upload_only && <Card tone="wait" heading={say('app.upload_only')}><p class="soft">{say('app.upload_only_next')}</p></Card>}
      <DueCard due={due} />
      <MendCard />
      <VerifyCard />
      <AcceptCard />
      {isIdle && <NothingYet />}
      {due.length > 0 && <p class="soft centre">{say('app.today.cannot_go')}</p>}
    </Page>
  );
}

const SignInAgain = () => (
  <Card tone="wait" heading={say('app.today.expired')}>
    <p class="soft">{say('app.today.expired_next')}</p>
    <ButtonLink href="/app/sign-in" kind="go" testid="sign-in-again">{say('app.sign_in.again')}</ButtonLink>
  </Card>
);

const NothingYet = () => (
  <Card>
    {lastSyncedAt.value
      ? <Empty icon="check" title={say('app.today.nothing')}>{say('app.today.nothing_next')}</Empty>
      : <Empty icon="cloud" title={say('app.today.first_pull')}>{say('app.today.first_pull_next')}</Empty>}
  </Card>
);
