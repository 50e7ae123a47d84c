import { numberOf, codeWords } from '../../patrol/plates';
import { PhotoCard } from '../../patrol/photo-card';
import { PlaceChip } from '../../patrol/place-chip';
import { saveBegun } from '../../patrol/save-act';
import { inSlots } from '../../patrol/slots';
import { useDraft, type Draft } from '../../patrol/use-draft';
import { usePlace } from '../../patrol/use-place';
import { spot } from '../../router';
import { mayHang } from '../../status/roles';
import { me } from '../../store/session';
import type { Draft as Act } from '../../store/outbox';
import type { Photo } from '../../store/photos';
import { assets, blankTagOf } from '../../store/rows';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Field } from '../../ui/field';
import { Opening, Page } from '../../ui/page';
import { say, sayKnown } from '../../words';
import type { AssetRegisterPayload, BlankTag, Item, Place } from '../../wire/types';
import { Kinds } from './kinds';

interface Told {
  type: string | null;
  /** Null while nobody changed the name that the phone proposes. */
  name: string | null;
  photos: Photo[];
  /** Where a refused one was registered. */
  place?: Place | null;
}

const NOTHING: Told = { type: null, name: null, photos: [] };
const LEAST_LETTERS = 2;

function toldAgain({ payload }: Item, photos: Photo[]): Told {
  const { asset_type: type, name, place } = payload as AssetRegisterPayload;
  return { type, name, photos, place };
}

/** 登记新的: what it is, by pictures; a photo; the name is already there. */
export default function RegisterScreen() {
  const blank = blankTagOf(spot.value.query.get('token') ?? '');
  const draft = useDraft<Told>(`register/${blank?.token ?? ''}`, () => NOTHING, toldAgain);
  if (!mayHang()) return <Page title={say('app.register.title')}><p>{say('app.plate.not_here_next')}</p></Page>;
  const told = draft.value;
  if (!told) return <Opening title={say('app.register.title')} />;
  if (told.type === null) return <Kinds blank={blank} onChoose={(type) => draft.change((now) => ({ ...now, type }))} />;
  return <RegisterForm blank={blank} draft={draft} told={told} type={told.type} />;
}

/** The plate's own village where there is a plate, else that of the person's post. */
const villageOf = (blank: BlankTag | undefined): { code: string; name: string } => ({
  code: blank?.region_code ?? me.value?.region_code ?? '', name: blank?.village ?? me.value?.region_name ?? '',
});

function proposedName(blank: BlankTag | undefined, type: string): string {
  const village = villageOf(blank);
  const number = numberOf(assets.value.values(), village.code, type);
  const kind = sayKnown(`app.kind.${type}`, 'app.kind.other');
  return number === 1 ? say('app.register.first', village.name, kind) : say('app.register.next', village.name, number, kind);
}

interface FormProps {
  blank: BlankTag | undefined;
  draft: Draft<Told>;
  told: Told;
  type: string;
}

function RegisterForm({ blank, draft, told, type }: FormProps) {
  const watch = usePlace();
  const nameOf = (now: Told) => now.name ?? proposedName(blank, now.type ?? type);
  const isReady = (now: Told) => now.photos.length > 0 && nameOf(now).trim().length >= LEAST_LETTERS;
  const save = () => saveBegun(draft, '/app/', (now) => now.type !== null && isReady(now) ? [
    registering(nameOf(now).trim(), now.type, blank, now.place === undefined ? watch.place.value : now.place), inSlots('asset', now.photos),
  ] : null);
  return (
    <Page title={say('app.register.title')} under={blank && say('app.plate.code', codeWords(blank.short_code))} chip={<PlaceChip {...watch} />}
      foot={isReady(told) && <Button kind="go" testid="register-save" onClick={save}>{say('app.register.save')}</Button>}>
      <PhotoCard draftKey={draft.key} heading={say('app.register.photo')} words={say('app.register.photo_words')} testid="register-photo" photos={told.photos} needed
        place={watch.place} onChange={(next) => draft.change((now) => ({ ...now, photos: next(now.photos) }))} />
      <Card>
        <Field label={say('app.register.name')} hint={say('app.register.name_hint')} value={nameOf(told)} maxLength={100} testid="register-name"
          onInput={(value) => draft.change((now) => ({ ...now, name: value }))} />
        <Button kind="quiet" icon="back" testid="register-other" onClick={() => draft.change((now) => ({ ...now, type: null, name: null }))}>
          {say('app.register.other_kind', sayKnown(`app.kind.${type}`, 'app.kind.other'))}
        </Button>
      </Card>
      <p class="soft centre">{say('app.register.rest')}</p>
    </Page>
  );
}

const registering = (name: string, type: string, blank: BlankTag | undefined, place: Place | null): Act<'asset.register'> => ({
  kind: 'asset.register', subjectId: null, baseVersion: null, title: say('app.register.item_title', name),
  payload: { name, asset_type: type, token: blank?.token ?? null, region_code: villageOf(blank).code, words: '', place },
});
