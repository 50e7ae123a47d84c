import { useEffect, useState } from 'preact/hooks';
import type { PlaceWatch } from '../../device/place';
import { DangerCards } from '../../patrol/danger-card';
import { PhotoCard } from '../../patrol/photo-card';
import { PlaceChip } from '../../patrol/place-chip';
import { PlateLink } from '../../patrol/plate-link';
import { plateTrouble } from '../../patrol/plates';
import type { VisitDraft } from '../../patrol/answers';
import { ReadAloud } from '../../patrol/read-aloud';
import { usePlace } from '../../patrol/use-place';
import type { Draft } from '../../patrol/use-draft';
import { useVisit } from '../../patrol/use-visit';
import { spot, type Params } from '../../router';
import { redoWords } from '../../status/redo';
import { mayCorrect, mayReport, mayVisit } from '../../status/roles';
import type { Photo } from '../../store/photos';
import { assets, tasks, templates } from '../../store/rows';
import { Button, ButtonLink } from '../../ui/button';
import { Card, Empty, Folding, Row } from '../../ui/card';
import { Page } from '../../ui/page';
import { tellFailure } from '../../patrol/save-act';
import { say } from '../../words';
import type { Asset, Task, Template } from '../../wire/types';
import { LastVisit } from './last-visit';
import { Questions } from './questions';
import { savedVisit, saveVisit } from './save';
import { Saved } from './saved';
import { noticeWords, visitSpoken } from './spoken';
import { Units } from './units';
import { KnownTroubles, WaitingHere } from './waiting-here';

/** The asset's page: what waits here, what was seen last, and one big button when all is well. */
export default function AssetScreen({ id = '' }: Params) {
  const asset = assets.value.get(id);
  const watch = usePlace();
  const saved = savedVisit.value;
  if (!asset) return <UnknownAsset />;
  if (saved?.assetId === id) return <Saved asset={asset} saved={saved} place={watch.place.value} />;
  const template = templates.value.get(asset.asset_type);
  if (template && mayVisit()) return <VisitPage asset={asset} template={template} watch={watch} />;
  return (
    <Page title={asset.name} alone chip={<PlaceChip {...watch} />}>
      <DangerCards assetId={id} />
      <WaitingHere assetId={id} />
      <LastVisit asset={asset} />
      {mayVisit() && <Card tone="wait"><p>{say('app.visit.no_questions')}</p></Card>}
      <More asset={asset} task={null} />
    </Page>
  );
}

const UnknownAsset = () => (
  <Page title={say('app.asset.unknown_title')}>
    <Card><Empty icon="search" title={say('app.asset.unknown')}>{say('app.asset.unknown_next')}</Empty></Card>
  </Page>
);

interface VisitProps {
  asset: Asset;
  template: Template;
  watch: PlaceWatch;
}

const hasPhoto = ({ planPhotos, problems }: VisitDraft): boolean => planPhotos.length > 0 || problems.some(({ photos }) => photos.length > 0);

/** Whoever opened a question of this thing meanwhile has more to say. */
const goesOnTelling = ({ id }: Asset): boolean => spot.value.path.startsWith(`/app/asset/${id}/`);

/** Saving: at once, unless the plan asks this visit for a photo and there is none of anything yet. */
function useFinish({ asset, template, watch }: VisitProps, visit: Draft<VisitDraft>, photoAsked: boolean) {
  const [pressed, setPressed] = useState(false);
  const save = async () => {
    await visit.ready();
    // What waited for the same photo before, such as 没有这东西, is told by now.
    const told = await visit.ready();
    if (goesOnTelling(asset)) return;
    if (photoAsked && !hasPhoto(told.value)) return setPressed(true);
    await saveVisit(asset, template, told, watch.place.value);
  };
  const finish = () => save().catch(tellFailure);
  const lacksPhoto = pressed && !(visit.value && hasPhoto(visit.value));
  useEffect(() => void (pressed && !lacksPhoto && finish()), [lacksPhoto]);
  return { wantsPhoto: lacksPhoto, finish };
}

function VisitPage(props: VisitProps) {
  const { asset, template, watch } = props;
  const visit = useVisit(asset.id);
  const draft = visit.value;
  const task = (draft?.taskId && tasks.value.get(draft.taskId)) || null;
  const { wantsPhoto, finish } = useFinish(props, visit, task?.photo_asked ?? false);
  if (!draft) return <Page title={asset.name}><p class="soft">{say('app.opening')}</p></Page>;
  const broken = draft.problems.length;
  const why = task && redoWords(task);
  return (
    <Page title={asset.name} alone chip={<Chips watch={watch} spoken={() => visitSpoken(asset, template, why)} />} foot={broken > 0 && (
      <Button kind="go" testid="save-visit" onClick={finish}>{say(hasUnits(asset, template) ? 'app.visit.save_rest' : 'app.visit.save', broken)}</Button>
    )}>
      {why && <Card tone="wait"><p class="strong" data-testid="redo-words">{why}</p></Card>}
      <DangerCards assetId={asset.id} />
      <WaitingHere assetId={asset.id} />
      {template.notice && <Card tone="wait"><p class="strong">{noticeWords(template.notice)}</p></Card>}
      <LastVisit asset={asset} />
      {broken === 0 && !wantsPhoto && (
        <Button kind="go" big icon="check" testid="all-normal" onClick={finish}>
          {say(draft.absent.length > 0 ? 'app.visit.rest_normal' : 'app.visit.all_normal')}
        </Button>
      )}
      {task?.photo_asked && (
        <PlanPhoto draftKey={visit.key} draft={draft} place={watch.place} first={wantsPhoto}
          onChange={(next) => visit.change((now) => ({ ...now, planPhotos: next(now.planPhotos) }))} />
      )}
      <Ask asset={asset} template={template} draft={draft} />
      <KnownTroubles assetId={asset.id} />
      <More asset={asset} task={task} />
    </Page>
  );
}

const Chips = ({ watch, spoken }: { watch: PlaceWatch; spoken: () => (string | null)[] }) => (
  <div class="chips"><PlaceChip {...watch} /><ReadAloud sentences={spoken} /></div>
);

/** One visit in four asks for a picture of the whole; it says so before and stands first once everything else is said. */
const PlanPhoto = ({ draftKey, draft, place, first, onChange }: {
  draftKey: string; draft: VisitDraft; place: PlaceWatch['place']; first: boolean; onChange: (next: (now: Photo[]) => Photo[]) => void;
}) => (
  <PhotoCard draftKey={draftKey} heading={say('app.visit.photo_asked')} words={say('app.visit.photo_whole')} photos={draft.planPhotos} place={place}
    testid="plan-photo" tone={first ? 'wait' : undefined} needed={first} onChange={onChange} />
);

const hasUnits = (asset: Asset, template: Template): boolean => template.scope === 'units' && asset.units.length > 0;

function Ask({ asset, template, draft }: { asset: Asset; template: Template; draft: VisitDraft }) {
  const many = hasUnits(asset, template);
  return (
    <>
      <p class="soft centre">{say(many ? 'app.visit.tap_units' : 'app.visit.tap_bad')}</p>
      {many && <Card><Units asset={asset} draft={draft} /></Card>}
      {many
        ? <Whole asset={asset} template={template} draft={draft} />
        : <Card><Questions template={template} asset={asset} draft={draft} unitId={null} /></Card>}
    </>
  );
}

/** Of many parts the whole is asked last, and waits behind its heading. */
function Whole({ asset, template, draft }: { asset: Asset; template: Template; draft: VisitDraft }) {
  const broken = draft.problems.filter(({ unitId }) => unitId === null).length;
  const heading = [say('app.visit.whole'), broken > 0 && say('app.visit.has_problems', broken)].filter(Boolean).join(' · ');
  return (
    <Folding heading={heading} open={false} testid="whole-questions">
      <li><Questions template={template} asset={asset} draft={draft} unitId={null} /></li>
    </Folding>
  );
}

const CorrectLink = ({ asset }: { asset: Asset }) =>
  mayCorrect() && !asset.household ? <ButtonLink href={`/app/asset/${asset.id}/correct`} kind="quiet" icon="text" testid="correct">{say('app.correct.title')}</ButtonLink> : null;

/** What is rarer than a visit: to report without one, its plate, and to say why one cannot be; a broken plate is in sight. */
function More({ asset, task }: { asset: Asset; task: Task | null }) {
  const report = mayReport() && `/app/asset/${asset.id}/report`;
  if (!task) {
    return (
      <div class="stack">
        {report && <ButtonLink href={report} icon="wrench" testid="report-damage">{say('app.asset.report')}</ButtonLink>}
        <PlateLink asset={asset} />
        <CorrectLink asset={asset} />
      </div>
    );
  }
  const plate = <PlateLink asset={asset} />;
  const isBroken = plateTrouble(asset) !== null;
  return (
    <>
      {isBroken && plate}
      <Folding heading={say('app.asset.more')} open={false} testid="more-here">
        <li><Row href={`/app/excuse/${task.id}`} title={say('app.asset.cannot_go')} testid="cannot-go" /></li>
        {report && <li><Row href={report} title={say('app.asset.report')} testid="report-damage" /></li>}
        {!isBroken && <li>{plate}</li>}
        <li><CorrectLink asset={asset} /></li>
      </Folding>
    </>
  );
}
