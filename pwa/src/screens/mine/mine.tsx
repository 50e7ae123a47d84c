import { roleWords } from '../../status/roles';
import { unread } from '../../status/unread';
import { waitsFor } from '../../status/waits';
import { unsentCount } from '../../status/sync-state';
import { lastSyncedAt, reports } from '../../store/rows';
import { me } from '../../store/session';
import { syncNow } from '../../sync/beat';
import { ButtonLink } from '../../ui/button';
import { Card, Row } from '../../ui/card';
import { agoWords } from '../../ui/dates';
import { Page } from '../../ui/page';
import { say } from '../../words';
import { MonthCard } from './month-card';

/** 我的: the month in plain figures, and the doors to everything that concerns the person rather than a place. */
export default function MineScreen() {
  const person = me.value;
  return (
    <Page title={person?.display_name ?? say('app.mine')} back={false} under={`${person?.region_name ?? ''} · ${roleWords()}`}>
      <MonthCard />
      <Card><Doors /></Card>
      {person?.settings.hotline && <ButtonLink href={`tel:${person.settings.hotline}`} icon="phone">{say('app.mine.hotline', person.settings.hotline)}</ButtonLink>}
    </Page>
  );
}

const Doors = () => (
  <ul class="rows">
    <li><Row href="/app/notices" title={say('app.notices.title')} under={noticesWords()} testid="to-notices" /></li>
    <li><Row href="/app/my-reports" title={say('app.mine.reports')} under={reportsWords()} testid="to-my-reports" /></li>
    <li><Row href="/app/outbox" title={say('app.outbox.title')} under={say('app.mine.unsent', unsentCount.value)} testid="to-outbox" /></li>
    <li>
      <Row title={say('app.mine.synced')} under={lastSyncedAt.value ? agoWords(lastSyncedAt.value) : say('app.mine.never_synced')}
        aside={say('app.mine.sync_now')} onClick={() => void syncNow()} testid="sync-now" />
    </li>
    <li><Row href="/app/settings" title={say('app.settings.title')} under={say('app.settings.what')} testid="to-settings" /></li>
    <li><Row href="/app/home-screen" title={say('app.home_screen.title')} under={say('app.home_screen.what')} testid="to-home-screen" /></li>
    <li><Row href="/app/sign-ins" title={say('app.sign_ins.title')} under={say('app.sign_ins.what')} testid="to-sign-ins" /></li>
    <li><Row href="/app/kept" title={say('app.kept.title')} under={say('app.kept.what')} testid="to-kept" /></li>
  </ul>
);

const noticesWords = (): string =>
  unread.value.length > 0 ? say('app.notices.unread', unread.value.length) : say('app.notices.none');

function reportsWords(): string {
  const mine = [...reports.value.values()].filter((report) => report.mine);
  const asked = mine.filter((report) => waitsFor(report) !== null).length;
  return asked > 0 ? say('app.mine.reports_asked', asked) : say('app.mine.reports_count', mine.length);
}
