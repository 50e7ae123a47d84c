import { reportStage } from '../../status/stage';
import { reports } from '../../store/rows';
import { Card, Row } from '../../ui/card';
import { Chip } from '../../ui/chip';
import { agoWords } from '../../ui/dates';
import { say } from '../../words';

/** 我报的: what became of it. */
export function MyReports() {
  const mine = [...reports.value.values()].filter((report) => report.mine)
    .sort((one, other) => other.reported_at.localeCompare(one.reported_at));
  if (mine.length === 0) return null;
  return (
    <Card heading={say('app.mine.reports')}>
      <ul class="rows">
        {mine.map((report) => (
          <li key={report.id}>
            <Row href={`/app/report/${report.id}`} title={report.title} under={agoWords(report.reported_at)}
              aside={<Chip tone={reportStage(report).tone}>{reportStage(report).words}</Chip>} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
