import { saveAct } from '../../patrol/save-act';
import type { Params } from '../../router';
import { orderStage, severityStage } from '../../status/stage';
import { assets, orders, reports } from '../../store/rows';
import { Button, ButtonLink, type ButtonKind } from '../../ui/button';
import { Card } from '../../ui/card';
import { Chip } from '../../ui/chip';
import { dayWords } from '../../ui/dates';
import { yuanWords } from '../../ui/figures';
import { Page } from '../../ui/page';
import { SentPhotos } from '../../ui/photo';
import { say } from '../../words';
import type { Order, OrderMove } from '../../wire/types';
import { BeforeAndAfter } from './before-after';
import { WayThere } from './way-there';

/** One repair: what is broken, the way there, and the one thing to do next. */
export default function OrderScreen({ id = '' }: Params) {
  const order = orders.value.get(id);
  if (!order) return <Page title={say('app.order.title')}><p>{say('app.order.gone')}</p></Page>;
  const asset = assets.value.get(order.asset_id);
  const stage = orderStage(order);
  return (
    <Page title={asset?.name ?? order.title} under={order.order_no} chip={<Chip tone={stage.tone}>{stage.words}</Chip>}
      foot={order.may.length > 0 && <Moves order={order} />}>
      {order.reason && (
        <Card tone="wait" heading={stage.words}>
          <p>{order.reason}</p>
          {order.review_on && <p class="soft">{say('app.order.review_on', dayWords(order.review_on))}</p>}
        </Card>
      )}
      {order.defects && <Card tone="bad" heading={say('app.order.defects')}><p>{order.defects}</p></Card>}
      <Card heading={order.title} aside={<Chip tone={severityStage(order.severity).tone}>{severityStage(order.severity).words}</Chip>}>
        {order.words && <p>{order.words}</p>}
        {order.due_on && <p class="soft">{say('app.order.due', dayWords(order.due_on))}</p>}
        {order.actual_cost_fen !== null && <p>{say('app.order.cost_was', yuanWords(order.actual_cost_fen))}</p>}
        <SentPhotos ids={reportedPhotos(order)} words={say('app.check.photo_of_problem')} />
      </Card>
      <BeforeAndAfter order={order} />
      {order.receipt && order.receipt.length > 0 && (
        <Card heading={say('app.order.receipt')}><SentPhotos ids={order.receipt} words={say('app.order.receipt')} /></Card>
      )}
      {asset && <WayThere asset={asset} />}
      <ButtonLink href={`/app/asset/${order.asset_id}`} icon="box">{say('app.verify.see_asset')}</ButtonLink>
    </Page>
  );
}

const reportedPhotos = ({ report_id }: Order): string[] => (report_id ? reports.value.get(report_id)?.photos ?? [] : []);

const LOOKS: Record<OrderMove, ButtonKind> = { begin: 'go', finish: 'go', resume: 'go', pass: 'go', pause: 'plain', fail: 'plain' };
/** The likeliest act stands last, under the thumb. */
const LIKELIEST_LAST: OrderMove[] = ['pause', 'fail', 'begin', 'resume', 'finish', 'pass'];

const Moves = ({ order }: { order: Order }) => (
  <div class="foot-two">
    {LIKELIEST_LAST.filter((move) => order.may.includes(move)).map((move) => move === 'resume' ? (
      <Button key={move} kind="go" testid="order-resume" onClick={() => resume(order)}>{say('app.order.resume')}</Button>
    ) : (
      <ButtonLink key={move} kind={LOOKS[move]} testid={`order-${move}`} href={`/app/order/${order.id}/${move}`}>
        {say(move === 'begin' && order.status === 'rework' ? 'app.order.begin_again' : `app.order.${move}`)}
      </ButtonLink>
    ))}
  </div>
);

const resume = (order: Order): Promise<boolean> => saveAct(
  { kind: 'order.resume', subjectId: order.id, baseVersion: order.version, payload: {}, title: say('app.order.item_resume', order.title) },
);
