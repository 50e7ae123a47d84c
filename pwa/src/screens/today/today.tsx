import { isOnHomeScreen } from '../../device/install';
import { dangersOf, safeByWords } from '../../patrol/dangers';
import { ReadAloud } from '../../patrol/read-aloud';
import { usePlace } from '../../patrol/use-place';
import { FullCard } from '../../status/full-card';
import { OverdueCard } from '../../status/overdue-card';
import { mayVisit } from '../../status/roles';
import { unread } from '../../status/unread';
import { SyncChip } from '../../status/sync-state';
import { assets, lastSyncedAt } from '../../store/rows';
import { signedOut, me } from '../../store/session';
import { homeShown, noteHomeShown } from '../../store/settings';
import { Button, ButtonLink } from '../../ui/button';
import { Card, Empty, Folding, Row } from '../../ui/card';
import { dateOn, dayWords, weekdayWords } from '../../ui/dates';
import { Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset } from '../../wire/types';
import { CampaignCard } from './campaign-card';
import { DueCard } from './due-card';
import { PlatesCard, platesToHang } from './plates';
import { todaySpoken } from './spoken';
import { useSteadyPlace } from './steady-place';
import { AcceptCard, dueToday, MendCard, toAccept, toMend, toVerify, VerifyCard } from './work';

/** 今天: what is due, what to mend, and what waits for this person's word; of several lists one is open. */
export default function TodayScreen() {
  const today = dateOn(new Date());
  const { place } = usePlace();
  const from = useSteadyPlace(place);
  const due = dueToday(from, today);
  const dangers = dangerousHere();
  const open = [due, toMend.value, toVerify.value, toAccept.value, platesToHang.value].findIndex((rows) => rows.length > 0);
  return (
    <Page title={say('app.today')} back={false} under={`${dayWords(today)} ${weekdayWords(today)} · ${me.value?.region_name ?? ''}`}
      chip={<div class="chips"><SyncChip /><ReadAloud sentences={() => todaySpoken(due)} /></div>}>
      {signedOut.value === 'expired' && <SignInAgain />}
      {me.value?.upload_only && <Card tone="wait" heading={say('app.upload_only')}><p class="soft">{say('app.upload_only_next')}</p></Card>}
      <OverdueCard><ButtonLink href="/app/outbox" testid="see-overdue">{say('app.overdue.see')}</ButtonLink></OverdueCard>
      <FullCard />
      {unread.value.length > 0 && <Unread />}
      <Dangers here={dangers} />
      <CampaignCard due={due} />
      <DueCard due={due} />
      <MendCard open={open === 1} />
      <VerifyCard open={open === 2} />
      <AcceptCard open={open === 3} />
      <PlatesCard open={open === 4} />
      {open === -1 && <NothingYet />}
      {due.length > 0 && <p class="soft centre">{say('app.today.cannot_go')}</p>}
      {dangers.length === 0 && lastSyncedAt.value && !homeShown.value && !isOnHomeScreen() && <ToHomeScreen />}
    </Page>
  );
}

const SignInAgain = () => (
  <Card tone="wait" heading={say('app.today.expired')}>
    <p class="soft">{say('app.today.expired_next')}</p>
    <ButtonLink href="/app/sign-in" kind="go" testid="sign-in-again">{say('app.sign_in.again')}</ButtonLink>
  </Card>
);

const dangerousHere = (): Asset[] => (mayVisit() ? [...assets.value.values()].filter((asset) => dangersOf(asset).length > 0) : []);

/** What is dangerous there, and by when it is to be made safe. */
function dangerWords(asset: Asset): string {
  const [{ title, safe_by: by } = { title: '', safe_by: null }] = dangersOf(asset);
  return by ? `${title} · ${safeByWords(by)}` : title;
}

/** What may hurt somebody stands before everything else. */
function Dangers({ here }: { here: Asset[] }) {
  if (here.length === 0) return null;
  return (
    <Folding heading={say('app.danger.today', here.length)} open={here.length === 1} testid="dangers">
      {here.map((asset) => <li key={asset.id}><Row href={`/app/asset/${asset.id}`} testid={`danger-${asset.id}`} title={asset.name} under={dangerWords(asset)} bad /></li>)}
    </Folding>
  );
}

const Unread = () => (
  <Card><div class="rows"><Row href="/app/notices" title={say('app.notices.unread', unread.value.length)} testid="today-notices" /></div></Card>
);

/** Once, after the first day: how the icon comes onto the home screen. */
const ToHomeScreen = () => (
  <Card heading={say('app.home_screen.title')}>
    <p class="soft">{say('app.home_screen.what')}</p>
    <ButtonLink href="/app/home-screen" testid="show-home-screen">{say('app.home_screen.show')}</ButtonLink>
    <Button kind="quiet" testid="home-screen-later" onClick={noteHomeShown}>{say('app.home_screen.later')}</Button>
  </Card>
);

const NothingYet = () => (
  <Card>
    {lastSyncedAt.value
      ? <Empty icon="check" title={say('app.today.nothing')}>{say('app.today.nothing_next')}</Empty>
      : <Empty icon="cloud" title={say('app.today.first_pull')}>{say('app.today.first_pull_next')}</Empty>}
  </Card>
);
