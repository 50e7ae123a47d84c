import { useEffect, useState } from 'preact/hooks';
import { monthOf, type Month } from '../../patrol/month';
import { saveAct } from '../../patrol/save-act';
import { settledOf } from '../../store/history';
import type { SettledItem } from '../../store/kept';
import { outbox } from '../../store/outbox';
import { tasks } from '../../store/rows';
import { me } from '../../store/session';
import { Button } from '../../ui/button';
import { Card, Row } from '../../ui/card';
import { dateOn } from '../../ui/dates';
import { language, say } from '../../words';
import type { MonthContestPayload } from '../../wire/types';

type Doubt = MonthContestPayload['doubt'];
const DOUBTS: Doubt[] = ['visit_lacks', 'excuse_lacks', 'not_mine', 'other'];
const KIND = 'month.contest';

/** 这个月 12 处，巡了 11 处，1 处雪封. */
function figures({ places, seen, excused, left }: Month): string {
  const others = excused.map(([reason, count]) => say(`app.month.excused.${reason}`, count));
  return [say('app.month.seen', places, seen), ...others, left > 0 && say('app.month.left', left)].filter(Boolean).join(say('app.month.and'));
}

/** The month as this phone knows it, and the way to say that it is not so. */
export function MonthCard() {
  const [asks, setAsks] = useState(false);
  const month = monthOf(tasks.value.values(), dateOn(new Date()));
  if (month.places === 0 && !outbox.value.some(({ kind }) => kind === KIND)) return null;
  const contest = (doubt: Doubt) => {
    setAsks(false);
    const payload = { month: month.month, doubt, words: '' };
    void saveAct({ kind: KIND, subjectId: null, baseVersion: null, payload, title: say('app.month.item_title') });
  };
  return (
    <Card heading={say('app.month.heading')}>
      <p class="strong">{figures(month)}</p>
      {asks ? <Doubts onChoose={contest} /> : (
        <>
          <Answer />
          <Button icon="chat" testid="contest-month" onClick={() => setAsks(true)}>{say('app.month.contest')}</Button>
        </>
      )}
    </Card>
  );
}

const Doubts = ({ onChoose }: { onChoose: (doubt: Doubt) => void }) => (
  <>
    <p class="soft">{say('app.month.what')}</p>
    <ul class="rows">
      {DOUBTS.map((doubt) => <li key={doubt}><Row title={say(`app.month.doubt.${doubt}`)} testid={`doubt-${doubt}`} onClick={() => onChoose(doubt)} /></li>)}
    </ul>
  </>
);

/** What became of the last time: somebody looks, or what he said. */
function Answer() {
  const [settled, setSettled] = useState<SettledItem[]>([]);
  const waiting = outbox.value.some(({ kind }) => kind === KIND);
  useEffect(() => {
    if (me.value) void settledOf(me.value.user_id).then((items) => setSettled(items.filter(({ kind }) => kind === KIND)));
  }, [waiting]);
  if (waiting) return <p class="soft" data-testid="month-contested">{say('app.month.waiting')}</p>;
  const last = settled.sort((one, other) => other.savedAt.localeCompare(one.savedAt))[0]?.decision;
  if (!last) return null;
  const why = language.value === 'en' ? last.reason_en : last.reason_zh;
  return <p class="soft" data-testid="month-answered">{last.outcome === 'admitted' ? say('app.month.right') : say('app.month.stands', why ?? '')}</p>;
}
