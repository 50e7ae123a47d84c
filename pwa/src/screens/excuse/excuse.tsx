import { useState } from 'preact/hooks';
import { saveAct } from '../../patrol/save-act';
import { goInstead, type Params } from '../../router';
import { assets, tasks } from '../../store/rows';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice } from '../../ui/choice';
import { LongField } from '../../ui/field';
import { Page } from '../../ui/page';
import { say } from '../../words';
import type { TaskExcusePayload } from '../../wire/types';

type Reason = TaskExcusePayload['reason'];
const REASONS: Reason[] = ['snow', 'flood_danger', 'ill', 'other'];

/** 去不了 is an answer: danger and illness are reasons, not failures. */
export default function ExcuseScreen({ id = '' }: Params) {
  const task = tasks.value.get(id);
  const [reason, setReason] = useState<Reason | null>(null);
  const [words, setWords] = useState('');
  const [complaint, setComplaint] = useState('');
  const name = (task && assets.value.get(task.asset_id)?.name) ?? '';
  const send = async () => {
    if (!task || !reason) return setComplaint(say('app.excuse.choose_first'));
    if (reason === 'other' && words.trim().length < 2) return setComplaint(say('app.excuse.say_why'));
    const act = {
      kind: 'task.excuse' as const, subjectId: task.id, baseVersion: task.version,
      payload: { reason, words: words.trim() }, title: say('app.excuse.item_title', name),
    };
    if (await saveAct(act)) goInstead('/app/');
  };
  return (
    <Page title={say('app.excuse.title')} under={name} foot={
      <><p class="wrong" role="alert">{complaint}</p><Button kind="go" testid="excuse-send" onClick={send}>{say('app.excuse.send')}</Button></>}>
      <Card>
        <Choice legend={say('app.excuse.why')} value={reason} onChoose={(value) => setReason(value as Reason)}
          options={REASONS.map((value) => ({ value, words: say(`app.excuse.${value}`), testid: `excuse-${value}` }))} />
        <LongField label={say('app.check.words')} value={words} onInput={setWords} testid="excuse-words" />
      </Card>
      <p class="soft centre">{say('app.excuse.no_blame')}</p>
    </Page>
  );
}
