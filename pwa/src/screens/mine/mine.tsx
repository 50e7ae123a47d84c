import { useState } from 'preact/hooks';
import { goInstead } from '../../router';
import { unsentCount } from '../../status/sync-state';
import { lastSyncedAt } from '../../store/rows';
import { me } from '../../store/session';
import { chooseLarge, large, persisted } from '../../store/settings';
import { syncNow } from '../../sync/beat';
import { signOut } from '../../sync/session';
import { Button, ButtonLink } from '../../ui/button';
import { Card, Row } from '../../ui/card';
import { Choice, Tick } from '../../ui/choice';
import { agoWords } from '../../ui/dates';
import { Page } from '../../ui/page';
import { language, say, sayKnown, speak, type Language } from '../../words';
import { MyReports } from './my-reports';

/** 我的: who holds the phone, how it reads, and how to leave without losing anything. */
export default function MineScreen() {
  const person = me.value;
  const roles = (person?.roles ?? []).map((role) => sayKnown(`app.role.${role}`, 'app.role.other'));
  return (
    <Page title={person?.display_name ?? say('app.mine')} back={false} under={`${person?.county_name ?? ''} · ${person?.region_name ?? ''}`}>
      <Card>
        <p class="strong">{[...new Set(roles)].join('、')}</p>
        <p class="soft">{person?.username}</p>
      </Card>
      <SyncCard />
      <MyReports />
      <Card>
        <Tick words={say('app.mine.large')} hint={say('app.mine.large_hint')} checked={large.value} testid="large-text"
          onChange={chooseLarge} />
        <Choice legend={say('app.mine.language')} value={language.value} onChoose={(value) => void speak(value as Language)}
          options={[{ value: 'zh-CN', words: '中文', testid: 'speak-zh' }, { value: 'en', words: 'English', testid: 'speak-en' }]} />
      </Card>
      {person?.settings.hotline && <ButtonLink href={`tel:${person.settings.hotline}`} icon="phone">{say('app.mine.hotline', person.settings.hotline)}</ButtonLink>}
      <SignOut />
      <p class="soft centre small">{say('app.mine.version', __APP_VERSION__)}</p>
    </Page>
  );
}

const SyncCard = () => (
  <Card>
    <ul class="rows">
      <li>
        <Row title={say('app.mine.synced')} under={lastSyncedAt.value ? agoWords(lastSyncedAt.value) : say('app.mine.never_synced')}
          aside={say('app.mine.sync_now')} onClick={() => void syncNow()} testid="sync-now" />
      </li>
      <li><Row href="/app/outbox" title={say('app.outbox.title')} under={say('app.mine.unsent', unsentCount.value)} testid="to-outbox" /></li>
      <li><Row href="/app/sign-ins" title={say('app.sign_ins.title')} under={say('app.sign_ins.what')} testid="to-sign-ins" /></li>
      <li><Row title={say('app.mine.kept')} under={say(`app.mine.kept.${persisted.value}`)} /></li>
    </ul>
  </Card>
);

function SignOut() {
  const [asks, setAsks] = useState(false);
  if (!asks) return <Button icon="out" testid="sign-out" onClick={() => setAsks(true)}>{say('app.mine.sign_out')}</Button>;
  const leave = () => void signOut().then(() => goInstead('/app/'));
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
