import { MendedOrNot } from '../../patrol/answer-card';
import { reportStage } from '../../status/stage';
import { waitsFor } from '../../status/waits';
import { reports } from '../../store/rows';
import { Card, Empty, Row } from '../../ui/card';
import { Chip } from '../../ui/chip';
import { agoWords } from '../../ui/dates';
import { Page } from '../../ui/page';
import { say } from '../../words';
import type { Report } from '../../wire/types';

const askedFirst = (one: Report, other: Report): number =>
  Number(waitsFor(other) !== null) - Number(waitsFor(one) !== null) || other.reported_at.localeCompare(one.reported_at);

/** 我报的: what became of it, and where a word is wanted, that first. */
export default function MyReportsScreen() {
  const mine = [...reports.value.values()].filter((report) => report.mine).sort(askedFirst);
  return (
    <Page title={say('app.mine.reports')} back="/app/mine">
      <Card>
        {mine.length === 0 && <Empty icon="wrench" title={say('app.mine.no_reports')}>{say('app.mine.no_reports_next')}</Empty>}
        <ul class="rows">{mine.map((report) => <li key={report.id}><ReportRow report={report} /></li>)}</ul>
      </Card>
    </Page>
  );
}

const ReportRow = ({ report }: { report: Report }) => (
  <>
    <Row href={`/app/report/${report.id}`} testid={`mine-${report.id}`} title={report.title} under={waitsFor(report) ?? agoWords(report.reported_at)}
      aside={<Chip tone={reportStage(report).tone}>{reportStage(report).words}</Chip>} />
    {report.may.includes('mended') && <div class="row-answer"><MendedOrNot report={report} /></div>}
  </>
);
