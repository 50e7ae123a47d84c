import { useState } from 'preact/hooks';
import { arrivalAt } from '../../patrol/arrival';
import { saveAct } from '../../patrol/save-act';
import { inSlots, taking, without } from '../../patrol/take-photo';
import { restoreDraft, useDraft, type Draft } from '../../patrol/use-draft';
import { usePlace } from '../../patrol/use-place';
import { goInstead, type Params } from '../../router';
import { reportStage } from '../../status/stage';
import { assets, reports } from '../../store/rows';
import type { Photo } from '../../store/photos';
import { Button, ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Chip } from '../../ui/chip';
import { Choice, Tick } from '../../ui/choice';
import { agoWords } from '../../ui/dates';
import { LongField } from '../../ui/field';
import { Page } from '../../ui/page';
import { PhotoButton, PhotoStrip, SentPhotos } from '../../ui/photo';
import { say } from '../../words';
import type { Report, Severity } from '../../wire/types';

interface Judged {
  severity: Severity | null;
  reason: string;
  publish: boolean;
  photos: Photo[];
}

const UNJUDGED: Judged = { severity: null, reason: '', publish: false, photos: [] };
const SEVERITIES: Severity[] = ['minor', 'major', 'critical'];

/** 核实 on the spot: is it so, how bad is it, or is it not so and why. */
export default function VerifyScreen({ id = '' }: Params) {
  const report = reports.value.get(id);
  if (!report) return <Page title={say('app.verify.title')}><p>{say('app.verify.gone')}</p></Page>;
  return report.may.includes('verify') ? <Judge report={report} /> : <Page title={report.title} chip={<StageChip report={report} />}><Told report={report} /></Page>;
}

const StageChip = ({ report }: { report: Report }) => <Chip tone={reportStage(report).tone}>{reportStage(report).words}</Chip>;

const Told = ({ report }: { report: Report }) => (
  <Card heading={assets.value.get(report.asset_id)?.name}>
    <p>{report.words || say('app.verify.no_words')}</p>
    <SentPhotos ids={report.photos} words={say('app.check.photo_of_problem')} />
    <p class="soft small">{say('app.verify.told', agoWords(report.reported_at), report.voices)}</p>
    <p class="soft small">{report.report_no}</p>
    {report.reason && <p>{say('app.verify.reason_was', report.reason)}</p>}
    <ButtonLink href={`/app/asset/${report.asset_id}`} icon="place">{say('app.verify.see_asset')}</ButtonLink>
  </Card>
);

function Judge({ report }: { report: Report }) {
  const draft = useDraft<Judged>(`verify/${report.id}`, () => UNJUDGED);
  const { place } = usePlace();
  const [refusing, setRefusing] = useState(false);
  const [complaint, setComplaint] = useState('');
  const judged = draft.value ?? UNJUDGED;
  const severity = judged.severity ?? report.severity;
  const decide = async (outcome: 'confirm' | 'reject') => {
    if (outcome === 'reject' && judged.reason.trim().length < 2) return setComplaint(say('app.verify.reason_first'));
    const confirmed = outcome === 'confirm';
    const payload = {
      outcome, severity: confirmed ? severity : null, reason: confirmed ? null : judged.reason.trim(), merge_into: null,
      publish_photos: confirmed ? judged.publish : null, place: place.value, scanned: arrivalAt(report.asset_id),
    };
    const title = say(confirmed ? 'app.verify.item_confirmed' : 'app.verify.item_refused', report.title);
    const act = { kind: 'damage.verify' as const, subjectId: report.id, baseVersion: report.version, payload, title };
    if (!(await saveAct(act, inSlots('verify', judged.photos), () => restoreDraft(`verify/${report.id}`, judged)))) return;
    draft.drop();
    goInstead('/app/');
  };
  const foot = refusing ? (
    <>
      <p class="wrong" role="alert">{complaint}</p>
      <div class="foot-two">
        <Button testid="verify-not-refuse" onClick={() => setRefusing(false)}>{say('app.verify.think_again')}</Button>
        <Button kind="stop" testid="verify-refuse" onClick={() => void decide('reject')}>{say('app.verify.refuse_it')}</Button>
      </div>
    </>
  ) : (
    <div class="foot-two">
      <Button testid="verify-reject" onClick={() => setRefusing(true)}>{say('app.verify.not_so')}</Button>
      <Button kind="go" testid="verify-confirm" onClick={() => void decide('confirm')}>{say('app.verify.is_so')}</Button>
    </div>
  );
  return (
    <Page title={report.title} under={say('app.verify.title')} chip={<StageChip report={report} />} foot={foot}>
      <Told report={report} />
      {refusing ? (
        <Card><LongField label={say('app.verify.why_not')} hint={say('app.verify.why_not_hint')} value={judged.reason} testid="verify-reason"
          onInput={(reason) => draft.change((now) => ({ ...now, reason }))} /></Card>
      ) : (
        <HowBad severity={severity} judged={judged} draft={draft} />
      )}
      <Card heading={say('app.verify.photo')}>
        <PhotoStrip pictures={judged.photos} words={say('app.verify.photo_words')}
          onDrop={(position) => draft.change((now) => ({ ...now, photos: without(now.photos, position) }))} />
        <PhotoButton testid="verify-photo" words={say('app.photo.take')}
          onFile={taking(() => place.value, (photo) => draft.change((now) => ({ ...now, photos: [...now.photos, photo] })))} />
      </Card>
    </Page>
  );
}

const HowBad = ({ severity, judged, draft }: { severity: Severity; judged: Judged; draft: Draft<Judged> }) => (
  <Card>
    <Choice legend={say('app.report.how_bad')} value={severity}
      options={SEVERITIES.map((each) => ({ value: each, words: say(`app.severity.${each}.long`), testid: `severity-${each}` }))}
      onChoose={(value) => draft.change((now) => ({ ...now, severity: value as Severity }))} />
    <Tick words={say('app.verify.publish')} hint={say('app.verify.publish_hint')} checked={judged.publish} testid="verify-publish"
      onChange={(publish) => draft.change((now) => ({ ...now, publish }))} />
  </Card>
);
