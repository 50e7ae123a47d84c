import { orderStage, reportStage } from '../../status/stage';
import { waitsFor } from '../../status/waits';
import { orders, reports } from '../../store/rows';
import { Card, Folding, Row } from '../../ui/card';
import { Chip } from '../../ui/chip';
import { say } from '../../words';

/** What this person can do here besides a visit: mend, verify, accept, answer. It stands first, because somebody waits for it. */
export function WaitingHere({ assetId }: { assetId: string }) {
  const myOrders = [...orders.value.values()].filter((order) => order.asset_id === assetId && order.may.length > 0);
  const myReports = [...reports.value.values()].filter((report) => report.asset_id === assetId && waitsFor(report) !== null);
  if (myOrders.length + myReports.length === 0) return null;
  return (
    <Card heading={say('app.asset.waiting')} tone="way">
      <ul class="rows">
        {myOrders.map((order) => (
          <li key={order.id}>
            <Row href={`/app/order/${order.id}`} testid={`order-${order.id}`} title={order.title} under={orderWhat(order.may)}
              aside={<Chip tone={orderStage(order).tone}>{orderStage(order).words}</Chip>} />
          </li>
        ))}
        {myReports.map((report) => (
          <li key={report.id}>
            <Row href={`/app/report/${report.id}`} testid={`report-${report.id}`} title={report.title} under={waitsFor(report)}
              aside={<Chip tone={reportStage(report).tone}>{reportStage(report).words}</Chip>} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

const orderWhat = (may: readonly string[]): string => say(may.includes('pass') ? 'app.today.accept_it' : 'app.today.mend_it');

/** What is known to be broken here, and how far it has come; several wait behind their heading. */
export function KnownTroubles({ assetId }: { assetId: string }) {
  const known = [...reports.value.values()].filter((report) => report.asset_id === assetId && waitsFor(report) === null);
  if (known.length === 0) return null;
  return (
    <Folding heading={say('app.asset.known_count', known.length)} open={false} testid="known-troubles">
      {known.map((report) => (
        <li key={report.id}>
          <Row href={`/app/report/${report.id}`} title={report.title}
            aside={<Chip tone={reportStage(report).tone}>{reportStage(report).words}</Chip>} />
        </li>
      ))}
    </Folding>
  );
}
