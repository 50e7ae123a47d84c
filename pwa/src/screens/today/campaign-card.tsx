import { isCampaign, type Due } from '../../patrol/due';
import { Card } from '../../ui/card';
import { hoursLeft } from '../../ui/dates';
import { say } from '../../words';

const DAY_H = 24;
/** Until then hours are what people count in. */
const IN_HOURS = 72;

function leftWords(hours: number): string {
  if (hours <= 0) return say('app.campaign.over');
  return hours <= IN_HOURS ? say('app.campaign.hours', hours) : say('app.campaign.days', Math.floor(hours / DAY_H));
}

/** 雨后 48 小时排查：看看 4 处容易塌的 · 还剩 31 小时; the places themselves stand first in the list below. */
export function CampaignCard({ due }: { due: Due[] }) {
  const places = due.filter(({ task }) => isCampaign(task));
  const first = places[0]?.task;
  if (!first) return null;
  const same = places.filter(({ task }) => task.plan === first.plan);
  return (
    <Card tone="way" heading={first.plan}>
      <p>{say('app.campaign.places', same.length)} · {leftWords(hoursLeft(first.due_on))}</p>
    </Card>
  );
}
