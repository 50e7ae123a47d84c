import { useState } from 'preact/hooks';
import { arrivalAt } from '../../patrol/arrival';
import { PlaceChip } from '../../patrol/place-chip';
import { saveBegun } from '../../patrol/save-act';
import { inSlots } from '../../patrol/slots';
import { useDraft } from '../../patrol/use-draft';
import { usePlace } from '../../patrol/use-place';
import type { Params } from '../../router';
import type { Photo } from '../../store/photos';
import { assets, orders } from '../../store/rows';
import { Button } from '../../ui/button';
import { Opening, Page } from '../../ui/page';
import { say } from '../../words';
import type { Order } from '../../wire/types';
import { BeforeAndAfter } from './before-after';
import { doneAgain } from './done-again';
import { NOTHING_DONE, STEPS, wantsReceipt, type Done, type Step } from './steps';
import { CostFields, PauseFields, Receipts, StepPhotos, StepWords } from './step-fields';

/** One act on an order: begin, pause, finish, accept, send back. */
export default function StepScreen({ id = '', step = '' }: Params) {
  const order = orders.value.get(id);
  const act = STEPS[step];
  if (!order || !act) return <Page title={say('app.order.title')}><p>{say('app.order.gone')}</p></Page>;
  if (!order.may.includes(act.move)) return <Page title={order.title} back={`/app/order/${id}`}><p>{say('app.order.not_now')}</p></Page>;
  return <StepForm order={order} act={act} />;
}

/** Where to go on: mending goes on with the order, a finished one is left. */
const after = (order: Order, { move }: Step): string => (move === 'begin' || move === 'pause' ? `/app/order/${order.id}` : '/app/');

const billsOf = ({ move }: Step, done: Done): Photo[] =>
  move === 'finish' && wantsReceipt(done) ? inSlots('receipt', done.receipts ?? []) : [];

function StepForm({ order, act }: { order: Order; act: Step }) {
  const draft = useDraft<Done>(`order/${order.id}/${act.move}`, () => NOTHING_DONE, doneAgain);
  const watch = usePlace();
  const [complaint, setComplaint] = useState('');
  const done = draft.value;
  if (!done) return <Opening title={say(`app.order.${act.move}`)} back={`/app/order/${order.id}`} />;
  const finish = () => saveBegun(draft, after(order, act), (now) => {
    const wrong = act.complaint(now, order);
    setComplaint(wrong ? say(wrong) : '');
    if (wrong) return null;
    const { kind, payload } = act.command(now, now.where ?? { place: watch.place.value, scanned: arrivalAt(order.asset_id) }, order);
    const title = say(`app.order.item_${act.move}`, order.title);
    const photos = [...inSlots(act.slot, now.photos), ...billsOf(act, now)];
    return [{ kind, subjectId: order.id, baseVersion: order.version, payload, title }, photos];
  });
  return (
    <Page title={say(`app.order.${act.move}`)} under={assets.value.get(order.asset_id)?.name ?? order.title} back={`/app/order/${order.id}`}
      chip={<PlaceChip {...watch} />} foot={
        <>
          <p class="wrong" role="alert">{complaint}</p>
          <Button kind={act.move === 'fail' ? 'stop' : 'go'} testid={`${act.move}-save`} onClick={finish}>
            {say(`app.order.${act.move}.save`)}
          </Button>
        </>}>
      {(act.move === 'pass' || act.move === 'fail') && <BeforeAndAfter order={order} />}
      {act.move === 'pause' && <PauseFields done={done} onChange={draft.change} />}
      {act.photo && <StepPhotos draftKey={draft.key} act={act} done={done} place={watch.place} onChange={draft.change} />}
      {act.move === 'finish' && <CostFields done={done} onChange={draft.change} />}
      {act.move === 'finish' && wantsReceipt(done) && <Receipts draftKey={draft.key} done={done} place={watch.place} onChange={draft.change} />}
      {act.words && <StepWords act={act} done={done} onChange={draft.change} />}
    </Page>
  );
}
