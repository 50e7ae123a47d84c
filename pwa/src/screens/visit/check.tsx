import { useState } from 'preact/hooks';
import { isTold, newProblem, telling, toldSoFar, withoutProblem, withProblem, type Problem, type VisitDraft } from '../../patrol/answers';
import type { Draft } from '../../patrol/use-draft';
import { tellFailure } from '../../patrol/save-act';
import { usePlace } from '../../patrol/use-place';
import { useVisit } from '../../patrol/use-visit';
import { goBack, spot, type Params } from '../../router';
import { itemWords } from '../../status/stage';
import { assets, templates } from '../../store/rows';
import { Button } from '../../ui/button';
import { Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset, Place, TemplateItem } from '../../wire/types';
import { ChoiceQuestion, TypedQuestion } from './other-questions';
import { ProblemBody } from './problem-body';

/** One question that is not as it should be. */
export default function CheckScreen({ id = '', code = '' }: Params) {
  const asset = assets.value.get(id);
  const item = asset && templates.value.get(asset.asset_type)?.items.find((each) => each.code === code);
  const visit = useVisit(id);
  const [problemValue, setProblemValue] = useState<string | null>(null);
  const home = `/app/asset/${id}`;
  if (!asset || !item || !visit.value) return <Page title={asset?.name ?? ''} back={home}><p class="soft">{say('app.opening')}</p></Page>;
  const back = () => goBack(home);
  if (item.type === 'choice' && problemValue === null) {
    return <ChoiceQuestion item={item} asset={asset} visit={visit} onProblem={setProblemValue} onDone={back} />;
  }
  if (item.type === 'number' || item.type === 'text') return <TypedQuestion item={item} asset={asset} visit={visit} onDone={back} />;
  return <ProblemQuestion asset={asset} item={item} visit={visit} value={problemValue ?? 'problem'} onDone={back} />;
}

interface ProblemProps {
  asset: Asset;
  item: TemplateItem;
  visit: Draft<VisitDraft>;
  value: string;
  onDone: () => void;
}

function ProblemQuestion({ asset, item, visit, value, onDone }: ProblemProps) {
  const { place } = usePlace(asset.line !== null);
  const [complaint, setComplaint] = useState('');
  const unitId = spot.value.query.get('unit');
  const draft = visit.value as VisitDraft;
  const fresh = newProblem(item.code, unitId, value);
  const problem = toldSoFar(draft, fresh);
  const tell = (change: (now: Problem) => Problem) => {
    setComplaint('');
    visit.change((now) => telling(now, fresh, (before) => withPlace({ ...change(before), value }, place.value)));
  };
  const leave = ifStillHere(onDone);
  const keep = async (way: Problem['way']) => {
    const told = toldSoFar((await visit.ready()).value, fresh);
    if (!isTold(told)) return setComplaint(say('app.check.tell_more'));
    if (way === 'spot' && told.photos.length === 0) return setComplaint(say('app.check.before_first'));
    if (way === 'spot' && told.after.length === 0) return tell((now) => ({ ...now, way }));
    visit.change((now) => withProblem(now, withPlace({ ...told, way, value }, place.value)));
    leave();
  };
  const isSound = (absent: boolean) => {
    const tellSo = () => visit.change((now) => soundAgain(now, item.code, unitId, absent));
    return visit.ready().then(tellSo, tellSo).then(leave);
  };
  const told = draft.problems.some((each) => each.code === item.code && each.unitId === unitId) || draft.absent.includes(item.code);
  const unit = asset.units.find((each) => each.id === unitId);
  return (
    <Page title={itemWords(item)} under={unit ? `${asset.name} · ${unit.name || unit.no}` : asset.name} back={`/app/asset/${asset.id}`}
      foot={<Ways item={item} problem={problem} complaint={complaint} onKeep={(way) => keep(way).catch(tellFailure)} />}>
      <ProblemBody draftKey={visit.key} asset={asset} problem={problem} place={place} onTell={tell} />
      {item.type === 'check' && !unitId && problem.photos.length === 0 && (
        <Button testid="check-absent" onClick={() => isSound(true)}>{say('app.check.not_here')}</Button>
      )}
      {(told || problem.photos.length > 0) && (
        <Button kind="quiet" icon="undo" testid="check-sound" onClick={() => isSound(false)}>{say('app.check.sound_after_all')}</Button>
      )}
    </Page>
  );
}

/** Whoever went elsewhere while a photo got small stays there. */
function ifStillHere(act: () => void): () => void {
  const from = spot.value;
  return () => void (spot.value === from && act());
}

const withPlace = (problem: Problem, place: Place | null): Problem => ({ ...problem, place: problem.place ?? place });

/** The draft with the question sound again, or marked as a thing that is not there at all. */
function soundAgain(draft: VisitDraft, code: string, unitId: string | null, absent: boolean): VisitDraft {
  const sound = withoutProblem(draft, code, unitId);
  return absent ? { ...sound, absent: [...sound.absent, code] } : sound;
}

/** Mended at once, where hands can do it; or somebody must come. One of the two is filled: the one that comes next. */
function Ways({ item, problem, complaint, onKeep }: {
  item: TemplateItem; problem: Problem; complaint: string; onKeep: (way: Problem['way']) => unknown;
}) {
  const mending = problem.way === 'spot';
  return (
    <div>
      {complaint && <p class="wrong" role="alert">{complaint}</p>}
      <div class="foot-two">
        {item.spot_fix && (
          <Button testid="fixed-on-spot" kind={mending && problem.after.length > 0 ? 'go' : 'plain'} pressed={mending && problem.after.length === 0}
            onClick={() => onKeep('spot')}>{say('app.check.fixed_on_spot')}</Button>
        )}
        <Button testid="need-repair" kind={mending ? 'plain' : 'stop'} onClick={() => onKeep('repair')}>{say('app.check.needs_repair')}</Button>
      </div>
    </div>
  );
}
