import { useState } from 'preact/hooks';
import type { Due } from '../../patrol/due';
import { redoWords } from '../../status/redo';
import { Button } from '../../ui/button';
import { Card, Row } from '../../ui/card';
import { Chip } from '../../ui/chip';
import { dayWords } from '../../ui/dates';
import { distanceWords } from '../../ui/figures';
import { say } from '../../words';

/** As many as a person walks in a day; the rest stays one press away. */
const SHOWN_FIRST = 20;

function underWords({ task, asset, lateDays }: Due): string {
  const when = lateDays > 0 ? say('app.today.late', lateDays) : say('app.today.before', dayWords(task.due_on));
  const parts = [asset.length_m ? distanceWords(asset.length_m) : null, when, task.photo_asked ? say('app.today.photo') : null];
  return parts.filter(Boolean).join(' · ');
}

const Under = ({ due }: { due: Due }) => {
  const why = redoWords(due.task);
  return <>{why && <span class="block">{why}</span>}{underWords(due)}</>;
};

const DueRow = ({ due }: { due: Due }) => (
  <li>
    <Row href={`/app/asset/${due.asset.id}`} testid={`due-${due.asset.id}`} title={due.asset.name} under={<Under due={due} />}
      aside={due.metres === null ? undefined : distanceWords(due.metres)} asideUnder={due.bearing && say(due.bearing)} />
  </li>
);

/** 该巡的 5 处, the late ones first. */
export function DueCard({ due }: { due: Due[] }) {
  const [all, setAll] = useState(false);
  const late = due.filter(({ lateDays }) => lateDays > 0).length;
  const shown = all ? due : due.slice(0, SHOWN_FIRST);
  if (due.length === 0) return null;
  return (
    <Card heading={say('app.today.due', due.length)} aside={late > 0 && <Chip tone="bad">{say('app.today.late_count', late)}</Chip>}>
      <ul class="rows">
        {shown.map((each) => <DueRow key={each.task.id} due={each} />)}
        {shown.length < due.length && (
          <li><Button kind="quiet" onClick={() => setAll(true)}>{say('app.today.more', due.length - shown.length)}</Button></li>
        )}
      </ul>
    </Card>
  );
}
