import { useRef, useState } from 'preact/hooks';
import { AnswerCard } from '../../patrol/answer-card';
import { arrivalAt } from '../../patrol/arrival';
import { DangerCards } from '../../patrol/danger-card';
import { PhotoCard } from '../../patrol/photo-card';
import { saveBegun } from '../../patrol/save-act';
import { inSlots } from '../../patrol/slots';
import { useDraft, type Draft } from '../../patrol/use-draft';
import { usePlace } from '../../patrol/use-place';
import { spot, type Params } from '../../router';
import { reports } from '../../store/rows';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice, Tick } from '../../ui/choice';
import { LongField } from '../../ui/field';
import { Opening, Page } from '../../ui/page';
import { say } from '../../words';
import type { Report, Severity } from '../../wire/types';
import { confirmation, isReasoned, judgedAgain, refusal, UNJUDGED, type Judged } from './judgement';
import { StageChip, Told } from './told';

/** 核实 on the spot: is it so, how bad is it, or is it not so and why. */
export default function VerifyScreen({ id = '' }: Params) {
  const report = reports.value.get(id);
  if (!report) return <Page title={say('app.verify.title')}><p>{say('app.verify.gone')}</p></Page>;
  if (report.may.includes('verify')) return <Judge report={report} />;
  return (
    <Page title={report.title} chip={<StageChip report={report} />}>
      <DangerCards assetId={report.asset_id} />
      <AnswerCard report={report} isBad={spot.value.query.has('bad')} />
      <Told report={report} />
    </Page>
  );
}

function Judge({ report }: { report: Report }) {
  const draft = useDraft<Judged>(`verify/${report.id}`, () => UNJUDGED, judgedAgain);
  const { place } = usePlace();
  const [refusing, setRefusing] = useState(false);
  const judged = draft.value;
  if (!judged) return <Opening title={report.title} />;
  const severity = judged.severity ?? report.severity;
  const pressed = useRef<typeof confirmation | null>(null);
  /** Of two pressed while a photo was under way the later one counts. */
  const decide = (act: typeof confirmation) => {
    pressed.current = act;
    return saveBegun(draft, '/app/', (now) => {
      const where = now.where ?? { place: place.value, scanned: arrivalAt(report.asset_id) };
      return pressed.current === act ? [act(report, now, where), inSlots('verify', now.photos)] : null;
    });
  };
  return (
    <Page title={report.title} under={say('app.verify.title')} chip={<StageChip report={report} />} foot={refusing
      ? <Refusing judged={judged} onBack={() => setRefusing(false)} onRefuse={() => decide(refusal)} />
      : <Deciding mayRefuse={report.may.includes('reject')} isJudged={severity !== null} onRefuse={() => setRefusing(true)} onConfirm={() => decide(confirmation)} />}>
      <DangerCards assetId={report.asset_id} folded />
      <Told report={report} />
      {refusing ? <WhyNot judged={judged} draft={draft} /> : <HowBad severity={severity} judged={judged} draft={draft} />}
      <PhotoCard draftKey={draft.key} heading={say('app.verify.photo')} photos={judged.photos} words={say('app.verify.photo_words')} testid="verify-photo" place={place}
        onChange={(next) => draft.change((now) => ({ ...now, photos: next(now.photos) }))} />
    </Page>
  );
}

function Deciding({ isJudged, mayRefuse, onRefuse, onConfirm }: { isJudged: boolean; mayRefuse: boolean; onRefuse: () => void; onConfirm: () => unknown }) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      {asked && !isJudged && <p class="wrong" role="alert">{say('app.verify.severity_first')}</p>}
      <div class={mayRefuse ? 'foot-two' : undefined}>
        {mayRefuse && <Button testid="verify-reject" onClick={onRefuse}>{say('app.verify.not_so')}</Button>}
        <Button kind="go" testid="verify-confirm" onClick={() => (isJudged ? onConfirm() : setAsked(true))}>{say('app.verify.is_so')}</Button>
      </div>
    </>
  );
}

function Refusing({ judged, onBack, onRefuse }: { judged: Judged; onBack: () => void; onRefuse: () => unknown }) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      {asked && !isReasoned(judged) && <p class="wrong" role="alert">{say('app.verify.reason_first')}</p>}
      <div class="foot-two">
        <Button testid="verify-not-refuse" onClick={onBack}>{say('app.verify.think_again')}</Button>
        <Button kind="stop" testid="verify-refuse" onClick={() => (isReasoned(judged) ? onRefuse() : setAsked(true))}>{say('app.verify.refuse_it')}</Button>
      </div>
    </>
  );
}

interface PartProps {
  judged: Judged;
  draft: Draft<Judged>;
}

const WhyNot = ({ judged, draft }: PartProps) => (
  <Card>
    <LongField label={say('app.verify.why_not')} hint={say('app.verify.why_not_hint')} value={judged.reason} testid="verify-reason"
      onInput={(reason) => draft.change((now) => ({ ...now, reason }))} />
  </Card>
);

const SEVERITIES: Severity[] = ['minor', 'major', 'critical'];

const HowBad = ({ severity, judged, draft }: PartProps & { severity: Severity | null }) => (
  <Card>
    <Choice legend={say('app.report.how_bad')} value={severity}
      options={SEVERITIES.map((each) => ({ value: each, words: say(`app.severity.${each}.long`), testid: `severity-${each}` }))}
      onChoose={(value) => draft.change((now) => ({ ...now, severity: value as Severity }))} />
    <Tick words={say('app.verify.publish')} hint={say('app.verify.publish_hint')} checked={judged.publish} testid="verify-publish"
      onChange={(publish) => draft.change((now) => ({ ...now, publish }))} />
  </Card>
);
