import { spot, type Params } from '../../router';
import { codeWords, plateAt, platesOf } from '../../patrol/plates';
import { PhotoCard } from '../../patrol/photo-card';
import { PlaceChip } from '../../patrol/place-chip';
import { saveBegun } from '../../patrol/save-act';
import { inSlots } from '../../patrol/slots';
import { useDraft } from '../../patrol/use-draft';
import { usePlace } from '../../patrol/use-place';
import { assets, blankTagOf } from '../../store/rows';
import type { Draft } from '../../store/outbox';
import type { Photo } from '../../store/photos';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice } from '../../ui/choice';
import { Opening, Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset, Item, Place, PlateRow, TagBindPayload, TagReplacePayload } from '../../wire/types';
import { ChooseAsset } from './choose-asset';

const WHOLE = 'whole';

interface Told {
  /** The part that it hangs on; null for the whole, undefined while nobody said. */
  unitId: string | null | undefined;
  photos: Photo[];
  /** Where a refused one was hung. */
  place?: Place | null;
}

const NOTHING: Told = { unitId: undefined, photos: [] };

/** 挂牌: which thing, a picture of the plate in its place, done. Where one hangs already it is replaced. */
export default function HangScreen({ token = '' }: Params) {
  const asset = assets.value.get(spot.value.query.get('asset') ?? '');
  if (!asset) return <ChooseAsset token={token} />;
  const again = platesOf(asset).find((plate) => plate.token === token && plate.status === 'printed');
  const blank = again ?? blankTagOf(token);
  if (!blank) return <Page title={say('app.plate.title')}><Card><p>{say('app.plate.not_here_next')}</p></Card></Page>;
  return <HangForm asset={asset} token={token} code={blank.short_code} again={again} />;
}

interface FormProps {
  asset: Asset;
  token: string;
  code: string;
  again: PlateRow | undefined;
}

function HangForm({ asset, token, code, again }: FormProps) {
  const draft = useDraft<Told>(`hang/${token}/${asset.id}`, () => NOTHING, (item, photos) => hungAgain(asset, item, photos));
  const watch = usePlace();
  const told = draft.value;
  if (!told) return <Opening title={say('app.hang.title')} back={`/app/asset/${asset.id}`} />;
  const unitOf = (now: Told) => (again ? again.unit_id : now.unitId ?? spot.value.query.get('unit'));
  const oldOf = (now: Told) => (again ? undefined : plateAt(asset, unitOf(now)));
  const unitId = unitOf(told);
  const old = oldOf(told);
  const isReady = Boolean(old) || told.photos.length > 0;
  const save = () => saveBegun<Told, 'tag.bind' | 'tag.replace'>(draft, `/app/asset/${asset.id}`, (now) => {
    const place = now.place === undefined ? watch.place.value : now.place;
    const gone = oldOf(now);
    return [gone ? replacing(asset, gone, token, place) : hanging(asset, token, unitOf(now), place), inSlots('installed', now.photos)];
  });
  const title = say(old ? 'app.change.title' : 'app.hang.title');
  return (
    <Page title={title} under={asset.name} back={`/app/asset/${asset.id}`} chip={<PlaceChip {...watch} />} foot={isReady && (
      <Button kind="go" testid="hang-save" onClick={save}>{say(old ? 'app.change.save' : 'app.hang.save')}</Button>
    )}>
      {asset.units.length > 0 && !again && (
        <Card>
          <Choice legend={say('app.hang.which')} value={unitId ?? WHOLE} options={partsOf(asset)}
            onChoose={(value) => draft.change((now) => ({ ...now, unitId: value === WHOLE ? null : value }))} />
        </Card>
      )}
      <Card heading={say('app.hang.plate', codeWords(code))}>
        <p class="soft">{old ? say('app.change.old', codeWords(old.short_code)) : say('app.hang.how')}</p>
      </Card>
      <PhotoCard draftKey={draft.key} heading={say('app.hang.photo')} words={say('app.hang.photo_words')} testid="hang-photo" photos={told.photos} needed={!old}
        place={watch.place} onChange={(next) => draft.change((now) => ({ ...now, photos: next(now.photos) }))} />
    </Page>
  );
}

/** A refused act as it was told; that a plate was replaced says where the old one hung. */
function hungAgain(asset: Asset, { payload }: Item, photos: Photo[]): Told {
  const { unit_id: part, old_token: old, place } = payload as Partial<TagBindPayload & TagReplacePayload>;
  const unitId = part ?? platesOf(asset).find((plate) => plate.token === old)?.unit_id ?? null;
  return { unitId, photos, place: place ?? null };
}

const partsOf = (asset: Asset) => [
  { value: WHOLE, words: say('app.hang.whole'), testid: 'part-whole' },
  ...asset.units.map((unit) => ({ value: unit.id, words: unit.name || unit.no, testid: `part-${unit.no}` })),
];

const hanging = (asset: Asset, token: string, unitId: string | null, place: Place | null): Draft<'tag.bind'> => ({
  kind: 'tag.bind', subjectId: asset.id, baseVersion: null, title: say('app.hang.item_title', asset.name),
  payload: { token, unit_id: unitId, place },
});

const replacing = (asset: Asset, old: PlateRow, token: string, place: Place | null): Draft<'tag.replace'> => ({
  kind: 'tag.replace', subjectId: asset.id, baseVersion: null, title: say('app.change.item_title', asset.name),
  payload: { old_token: old.token, new_token: token, place },
});
