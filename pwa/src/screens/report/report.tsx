import { useState } from 'preact/hooks';
import { arrivalAt } from '../../patrol/arrival';
import { PlaceChip } from '../../patrol/place-chip';
import { saveAct } from '../../patrol/save-act';
import { inSlots, taking, without } from '../../patrol/take-photo';
import { restoreDraft, useDraft } from '../../patrol/use-draft';
import { usePlace } from '../../patrol/use-place';
import { goInstead, type Params } from '../../router';
import { itemWords } from '../../status/stage';
import { assets, templates } from '../../store/rows';
import type { Photo } from '../../store/photos';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice, type Option } from '../../ui/choice';
import { LongField } from '../../ui/field';
import { Page } from '../../ui/page';
import { PhotoButton, PhotoStrip } from '../../ui/photo';
import { say } from '../../words';
import type { Asset, Severity, Template } from '../../wire/types';

interface Told {
  category: string | null;
  severity: Severity | null;
  words: string;
  photos: Photo[];
}

const NOTHING_TOLD: Told = { category: null, severity: null, words: '', photos: [] };
/** What belongs to nobody's question. */
const OTHER = 'other';
/** The question about theft and occupation goes to the township, never only to the village. */
const UPWARD_QUESTION = 'G04';
const SEVERITIES: Severity[] = ['minor', 'major', 'critical'];

const partsOf = (template: Template | undefined): Option[] => [
  ...(template?.items ?? []).filter(({ type }) => type === 'check')
    .map((item) => ({ value: item.code, words: say('app.report.not_so', itemWords(item)), testid: `category-${item.code}` })),
  { value: OTHER, words: say('app.report.other'), testid: 'category-other' },
];

/** How bad it is unless the person says otherwise: what the checklist thinks of that question. */
const usualSeverity = (template: Template | undefined, code: string | null): Severity =>
  template?.items.find((item) => item.code === code)?.severity ?? 'minor';

const complaintAbout = ({ category, photos, words }: Told): string =>
  !category ? say('app.report.choose_first') : photos.length === 0 && words.trim().length < 2 ? say('app.check.tell_more') : '';

/** 报修 without a visit: what is broken, a photo, done. */
export default function ReportScreen({ id = '' }: Params) {
  const asset = assets.value.get(id);
  return asset ? <ReportForm asset={asset} /> : <Page title={say('app.asset.unknown_title')}><p>{say('app.asset.unknown_next')}</p></Page>;
}

function ReportForm({ asset }: { asset: Asset }) {
  const key = `report/${asset.id}`;
  const { value, change, drop } = useDraft<Told>(key, () => NOTHING_TOLD);
  const watch = usePlace();
  const [complaint, setComplaint] = useState('');
  const told = value ?? NOTHING_TOLD;
  const template = templates.value.get(asset.asset_type);
  const severity = told.severity ?? usualSeverity(template, told.category);
  const send = async () => {
    const wrong = complaintAbout(told);
    setComplaint(wrong);
    if (wrong) return;
    const payload = {
      category: told.category ?? OTHER, severity, words: told.words.trim(), unit_id: null, upward: told.category === UPWARD_QUESTION,
      on_behalf_of: null, place: watch.place.value, scanned: arrivalAt(asset.id),
    };
    const act = { kind: 'damage.report' as const, subjectId: asset.id, baseVersion: null, payload, title: say('app.report.item_title', asset.name) };
    if (!(await saveAct(act, inSlots('report', told.photos), () => restoreDraft(key, told)))) return;
    drop();
    goInstead(`/app/asset/${asset.id}`);
  };
  return (
    <Page title={say('app.report.title')} under={asset.name} back={`/app/asset/${asset.id}`} chip={<PlaceChip {...watch} />}
      foot={<><p class="wrong" role="alert">{complaint}</p><Button kind="stop" testid="report-send" onClick={() => void send()}>{say('app.report.send')}</Button></>}>
      <Card>
        <Choice legend={say('app.report.what')} options={partsOf(template)} value={told.category}
          onChoose={(category) => change((now) => ({ ...now, category }))} />
      </Card>
      <Card heading={say('app.report.photo')}>
        <PhotoStrip pictures={told.photos} words={say('app.check.photo_of_problem')}
          onDrop={(position) => change((now) => ({ ...now, photos: without(now.photos, position) }))} />
        <PhotoButton testid="report-photo" words={say(told.photos.length === 0 ? 'app.photo.take' : 'app.photo.another')}
          onFile={taking(() => watch.place.value, (photo) => change((now) => ({ ...now, photos: [...now.photos, photo] })))} />
      </Card>
      <Card>
        <Choice legend={say('app.report.how_bad')} value={severity} options={SEVERITIES.map((each) => (
          { value: each, words: say(`app.severity.${each}.long`), testid: `severity-${each}` }))}
          onChoose={(chosen) => change((now) => ({ ...now, severity: chosen as Severity }))} />
        <LongField label={say('app.check.words')} hint={say('app.check.words_hint')} value={told.words} testid="report-words"
          onInput={(words) => change((now) => ({ ...now, words }))} />
      </Card>
    </Page>
  );
}
