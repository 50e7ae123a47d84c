import type { ReadonlySignal } from '@preact/signals';
import { PhotoCard } from '../../patrol/photo-card';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice, Tick } from '../../ui/choice';
import { Field, LongField } from '../../ui/field';
import { say } from '../../words';
import type { OrderPausePayload, Place } from '../../wire/types';
import type { Done, MaterialLine, Step } from './steps';

interface FieldsProps {
  done: Done;
  onChange: (next: (now: Done) => Done) => void;
}

interface PhotosProps extends FieldsProps {
  draftKey: string;
  place: ReadonlySignal<Place | null>;
}

export const StepPhotos = ({ draftKey, act, done, place, onChange }: PhotosProps & { act: Step }) => (
  <PhotoCard draftKey={draftKey} heading={say(`app.order.${act.move}.photo`)} words={say(`app.order.${act.move}.photo`)} photos={done.photos} place={place}
    testid={act.photo ?? ''} needed={act.move !== 'pass'} onChange={(next) => onChange((now) => ({ ...now, photos: next(now.photos) }))} />
);

/** Asked only of what cost much. */
export const Receipts = ({ draftKey, done, place, onChange }: PhotosProps) => (
  <PhotoCard draftKey={draftKey} heading={say('app.order.finish.receipt')} words={say('app.order.receipt')} photos={done.receipts ?? []} place={place}
    testid="receipt-photo" needed onChange={(next) => onChange((now) => ({ ...now, receipts: next(now.receipts ?? []) }))} />
);

const REASONS: OrderPausePayload['reason'][] = ['parts', 'weather', 'other'];

export const PauseFields = ({ done, onChange }: FieldsProps) => (
  <Card>
    <Choice legend={say('app.order.pause.why')} value={done.reason}
      options={REASONS.map((value) => ({ value, words: say(`app.order.pause.${value}`), testid: `pause-${value}` }))}
      onChoose={(value) => onChange((now) => ({ ...now, reason: value as OrderPausePayload['reason'] }))} />
  </Card>
);

export const StepWords = ({ act, done, onChange }: FieldsProps & { act: Step }) => (
  <Card>
    <LongField label={say(act.words === 'needed' ? 'app.order.fail.words' : 'app.check.words')} value={done.words} testid="step-words"
      hint={act.words === 'optional' ? say('app.check.words_hint') : undefined}
      onInput={(words) => onChange((now) => ({ ...now, words }))} />
    {act.move === 'pass' && (
      <Tick words={say('app.verify.publish')} hint={say('app.verify.publish_hint')} checked={done.publish} testid="pass-publish"
        onChange={(publish) => onChange((now) => ({ ...now, publish }))} />
    )}
  </Card>
);

const EMPTY_LINE: MaterialLine = { name: '', quantity: '', yuan: '' };

export function CostFields({ done, onChange }: FieldsProps) {
  const set = (position: number, change: Partial<MaterialLine>) => onChange((now) => (
    { ...now, materials: now.materials.map((line, each) => (each === position ? { ...line, ...change } : line)) }));
  return (
    <Card heading={say('app.order.finish.money')}>
      <Field label={say('app.order.finish.cost')} hint={say('app.order.finish.cost_hint')} numeric value={done.yuan} testid="cost"
        onInput={(yuan) => onChange((now) => ({ ...now, yuan }))} />
      {done.materials.map((line, position) => (
        <fieldset class="stack" key={position}>
          <legend class="strong">{say('app.order.finish.material', position + 1)}</legend>
          <Field label={say('app.order.finish.material_name')} value={line.name} onInput={(name) => set(position, { name })} testid={`material-name-${position}`} />
          <div class="pair">
            <Field label={say('app.order.finish.quantity')} numeric value={line.quantity} onInput={(quantity) => set(position, { quantity })} />
            <Field label={say('app.order.finish.yuan')} numeric value={line.yuan} onInput={(yuan) => set(position, { yuan })} />
          </div>
        </fieldset>
      ))}
      <Button kind="quiet" icon="plus" testid="add-material" onClick={() => onChange((now) => ({ ...now, materials: [...now.materials, EMPTY_LINE] }))}>
        {say('app.order.finish.add_material')}
      </Button>
    </Card>
  );
}
