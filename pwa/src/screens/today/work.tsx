import { computed } from '@preact/signals';
import { dueNow, type Due } from '../../patrol/due';
import { orderStage, severityStage } from '../../status/stage';
import { assets, orders, reports, tasks } from '../../store/rows';
import { Folding, Row } from '../../ui/card';
import { Chip } from '../../ui/chip';
import { agoWords, dayWords } from '../../ui/dates';
import { say } from '../../words';
import type { Order, Place, Report } from '../../wire/types';

const MENDING = ['begin', 'pause', 'resume', 'finish'] as const;
/** What nobody has judged yet may be grave: it stands with the serious ones. */
const UNJUDGED = 1;
const URGENCY = { critical: 0, major: 1, minor: 2 };

type Urgent = Pick<Order | Report, 'severity'>;
const urgency = ({ severity }: Urgent): number => (severity ? URGENCY[severity] : UNJUDGED);
const moreUrgent = (one: Urgent, other: Urgent): number => urgency(one) - urgency(other);

export const toMend = computed(() =>
  [...orders.value.values()].filter(({ may }) => MENDING.some((move) => may.includes(move))).sort(moreUrgent));
export const toAccept = computed(() => [...orders.value.values()].filter(({ may }) => may.includes('pass')).sort(moreUrgent));
export const toVerify = computed(() => [...reports.value.values()].filter(({ may }) => may.includes('verify')).sort(moreUrgent));

export const dueToday = (from: Place | null, today: string): Due[] => dueNow(tasks.value.values(), assets.value, from, today);

const assetName = (id: string): string => assets.value.get(id)?.name ?? '';

const OrderRow = ({ order }: { order: Order }) => (
  <li>
    <Row href={`/app/order/${order.id}`} testid={`order-${order.id}`} title={assetName(order.asset_id) || order.title}
      under={order.due_on ? `${order.title} · ${say('app.today.before', dayWords(order.due_on))}` : order.title}
      aside={<Chip tone={orderStage(order).tone}>{orderStage(order).words}</Chip>} />
  </li>
);

interface FoldProps {
  /** The one list of the screen that is open; the others wait behind their heading. */
  open: boolean;
}

export const MendCard = ({ open }: FoldProps) => toMend.value.length === 0 ? null : (
  <Folding heading={say('app.today.to_mend', toMend.value.length)} open={open} testid="to-mend">
    {toMend.value.map((order) => <OrderRow key={order.id} order={order} />)}
  </Folding>
);

export const AcceptCard = ({ open }: FoldProps) => toAccept.value.length === 0 ? null : (
  <Folding heading={say('app.today.to_accept', toAccept.value.length)} open={open} testid="to-accept">
    {toAccept.value.map((order) => <OrderRow key={order.id} order={order} />)}
  </Folding>
);

export const VerifyCard = ({ open }: FoldProps) => toVerify.value.length === 0 ? null : (
  <Folding heading={say('app.today.to_verify', toVerify.value.length)} open={open} testid="to-verify">
    {toVerify.value.map((report) => <ReportRow key={report.id} report={report} />)}
  </Folding>
);

const ReportRow = ({ report }: { report: Report }) => (
  <li>
    <Row href={`/app/report/${report.id}`} testid={`report-${report.id}`} title={assetName(report.asset_id) || report.title}
      under={`${report.title} · ${agoWords(report.reported_at)}`}
      aside={<Chip tone={severityStage(report.severity).tone}>{severityStage(report.severity).words}</Chip>} />
  </li>
);
