import { FullCard } from '../../status/full-card';
import { roleWords } from '../../status/roles';
import { unsentCount } from '../../status/sync-state';
import { assets } from '../../store/rows';
import { me } from '../../store/session';
import { persisted } from '../../store/settings';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { say } from '../../words';

/** What is stored about this person, on the phone and in the county, and what is not. */
export default function KeptScreen() {
  const person = me.value;
  return (
    <Page title={say('app.kept.title')} back="/app/mine">
      <Card heading={say('app.kept.you')}>
        <p>{person?.display_name} · {roleWords()} · {person?.region_name}</p>
        <p class="soft small">{say('app.kept.user_name', person?.username ?? '')}</p>
      </Card>
      <Card heading={say('app.kept.county')}>
        <p>{say('app.kept.county_what')}</p>
        <p>{say('app.kept.place')}</p>
        <p>{say('app.kept.villagers')}</p>
      </Card>
      <Card heading={say('app.kept.not')} tone="good"><p>{say('app.kept.not_what')}</p></Card>
      <Card heading={say('app.kept.phone')}>
        <p>{say('app.kept.phone_what', assets.value.size, unsentCount.value)}</p>
        <p>{say('app.mine.kept')}：{say(`app.mine.kept.${persisted.value}`)}</p>
      </Card>
      <FullCard />
      <p class="soft centre">{say('app.kept.ask')}</p>
    </Page>
  );
}
