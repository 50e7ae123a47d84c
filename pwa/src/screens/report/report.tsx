import { useState } from 'preact/hooks';
import { arrivalAt } from '../../patrol/arrival';
import { PhotoCard } from '../../patrol/photo-card';
import { PlaceChip } from '../../patrol/place-chip';
import { saveBegun } from '../../patrol/save-act';
import { inSlots } from '../../patrol/slots';
import { useDraft, type Draft } from '../../patrol/use-draft';
import { usePlace } from '../../patrol/use-place';
import type { Params } from '../../router';
import { assets, templates } from '../../store/rows';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice } from '../../ui/choice';
import { LongField } from '../../ui/field';
import { Opening, Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset, Severity, Template } from '../../wire/types';
import { damageReport, lacking, NOTHING_TOLD, partsOf, severityOf, toldAgain, type Told } from './told';

/** 报修 without a visit: what is broken, a photo, done. */
export default function ReportScreen({ id = '' }: Params) {
  const asset = assets.value.get(id);
  if (asset) return <ReportForm asset={asset} template={templates.value.get(asset.asset_type)} />;
  return <Page title={say('app.asset.unknown_title')}><p>{say('app.asset.unknown_next')}</p></Page>;
}

function ReportForm({ asset, template }: { asset: Asset; template: Template | undefined }) {
  const draft = useDraft<Told>(`report/${asset.id}`, () => NOTHING_TOLD, toldAgain);
  const watch = usePlace();
  const [asked, setAsked] = useState(false);
  const told = draft.value;
  if (!told) return <Opening title={say('app.report.title')} back={`/app/asset/${asset.id}`} />;
  const missing = lacking(told);
  const send = () => saveBegun(draft, `/app/asset/${asset.id}`, (now) => {
    setAsked(true);
    const where = now.where ?? { place: watch.place.value, scanned: arrivalAt(asset.id) };
    return lacking(now) ? null : [damageReport(asset, now, severityOf(now, template), where), inSlots('report', now.photos)];
  });
  const foot = (
    <>
      {asked && missing && <p class="wrong" role="alert">{say(missing)}</p>}
      <Button kind="stop" testid="report-send" onClick={send}>{say('app.report.send')}</Button>
    </>
  );
  return (
    <Page title={say('app.report.title')} under={asset.name} back={`/app/asset/${asset.id}`} chip={<PlaceChip {...watch} />} foot={foot}>
      <Card>
        <Choice legend={say('app.report.what')} options={partsOf(template)} value={told.category}
          onChoose={(category) => draft.change((now) => ({ ...now, category }))} />
      </Card>
      <PhotoCard draftKey={draft.key} heading={say('app.report.photo')} photos={told.photos} words={say('app.check.photo_of_problem')} testid="report-photo"
        place={watch.place} needed={told.category !== null} onChange={(next) => draft.change((now) => ({ ...now, photos: next(now.photos) }))} />
      <HowBad told={told} template={template} draft={draft} />
    </Page>
  );
}

const SEVERITIES: Severity[] = ['minor', 'major', 'critical'];

const HowBad = ({ told, template, draft }: { told: Told; template: Template | undefined; draft: Draft<Told> }) => (
  <Card>
    <Choice legend={say('app.report.how_bad')} value={severityOf(told, template)}
      options={SEVERITIES.map((each) => ({ value: each, words: say(`app.severity.${each}.long`), testid: `severity-${each}` }))}
      onChoose={(chosen) => draft.change((now) => ({ ...now, severity: chosen as Severity }))} />
    <LongField label={say('app.check.words')} hint={say('app.check.words_hint')} value={told.words} testid="report-words"
      onInput={(words) => draft.change((now) => ({ ...now, words }))} />
  </Card>
);
