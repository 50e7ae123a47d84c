import { reportStage } from '../../status/stage';
import { assets } from '../../store/rows';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Chip } from '../../ui/chip';
import { agoWords } from '../../ui/dates';
import { SentPhotos } from '../../ui/photo';
import { say } from '../../words';
import type { Report } from '../../wire/types';

export const StageChip = ({ report }: { report: Report }) => <Chip tone={reportStage(report).tone}>{reportStage(report).words}</Chip>;

/** What was reported: words, photos, when and by how many. */
export const Told = ({ report }: { report: Report }) => (
  <Card heading={assets.value.get(report.asset_id)?.name}>
    <p>{report.words || say('app.verify.no_words')}</p>
    <SentPhotos ids={report.photos} words={say('app.check.photo_of_problem')} />
    <p class="soft small">{say('app.verify.told', agoWords(report.reported_at), report.voices)}</p>
    <p class="soft small">{report.report_no}</p>
    {report.reason && <p>{say('app.verify.reason_was', report.reason)}</p>}
    <ButtonLink href={`/app/asset/${report.asset_id}`} icon="place">{say('app.verify.see_asset')}</ButtonLink>
  </Card>
);
