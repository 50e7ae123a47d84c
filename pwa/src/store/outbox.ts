/** 未上传: what the person saved and the server does not have whole. A mirror of the shelf; the shelf is the truth. */
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { hasWords, language, say } from '../words';
import type { ItemKind } from '../wire/types';
import { Refusal } from '../wire/refusal';
import { isNoRoom } from './db';
import { draftRow, dropDraft, leaveElsewhere, pickUp, putDown, wasOnShelf, type Begun } from './drafts';
import { freeze, type Draft } from './envelope';
import { echoing } from './history';
import { giveUpLost, itemOf, itemsOf, keep, nextSeq, SavedElsewhere, takeBack, throwAway } from './items';
import { hasGone, lostOf, type ItemState, type KeptItem, type SettledItem } from './kept';
import { holdPhotos } from './making';
import { onNews, tell } from './news';
import type { Photo } from './photos';
import { me } from './session';

export type { Draft } from './envelope';

export interface Waiting {
  id: string;
  kind: ItemKind;
  subjectId: string | null;
  title: string;
  savedAt: string;
  state: ItemState;
  /** Why it does not go on, as a sentence in the chosen language. */
  reason: string | null;
  fileCount: number;
  bytes: number;
  /** How many of its files the server still misses, as far as it said. */
  missing: number;
  /** How many of those cannot be brought: they lie on this phone no more, or the server refuses them for good. */
  lost: number;
  /** All of those lie here, and were refused. */
  spoilt: boolean;
  /** The person hands it in without them. */
  givenUp: boolean;
  /** The server has named it in a receipt. */
  sent: boolean;
}

export const keptItems = signal<KeptItem[]>([]);

/** Settled items whose consequence no pull has brought yet. */
export const echoes = signal<SettledItem[]>([]);

function reasonOf(item: KeptItem): string | null {
  if (item.state === 'lacking_files' && hasGone(item)) return say('app.reason.photo_gone');
  const { reasonZh, reasonEn } = item;
  const reason = language.value === 'en' ? reasonEn ?? reasonZh : reasonZh;
  return reason && hasWords(reason) ? say(reason) : reason;
}

const shown = (item: KeptItem): Waiting => ({
  id: item.id, kind: item.kind, subjectId: item.subjectId, title: item.title, savedAt: item.savedAt,
  state: item.state, reason: reasonOf(item), fileCount: item.fileCount, bytes: item.size,
  missing: item.received ? item.missing.length : item.fileCount, lost: lostOf(item).length, spoilt: !hasGone(item), givenUp: lostOf(item).every((sha256) => item.givenUp?.includes(sha256)), sent: item.received,
});

/** Everything unsent of the person who holds the phone, oldest first. */
export const outbox: ReadonlySignal<Waiting[]> = computed(() => keptItems.value.map(shown));

let reading = 0;

/** Reads the shelf again; a slower reading never overwrites a later one. */
export async function loadOutbox(): Promise<void> {
  const turn = (reading += 1);
  const person = me.value?.user_id;
  const items = person ? await itemsOf(person) : [];
  // Second on purpose: an item settled in between is then seen twice, never not at all.
  const settled = person ? await echoing(person) : [];
  if (turn !== reading) return;
  batch(() => {
    keptItems.value = items;
    echoes.value = settled;
  });
}

onNews('items', () => void loadOutbox());

function saving(error: unknown): never {
  if (isNoRoom(error)) throw new Refusal('app/no-room', say('app.save.no_room'));
  throw error;
}

async function saveNow(act: Draft, photos: Photo[], draftKey?: string): Promise<string> {
  const author = me.value;
  if (!author) throw new Refusal('app/signed-out', say('app.save.signed_out'));
  const { item, files } = await freeze(act, photos, author, await nextSeq().catch(saving));
  await keep(item, files, draftKey, draftKey !== undefined && wasOnShelf(draftKey)).catch((error: unknown) => {
    if (!draftKey || !(error instanceof SavedElsewhere)) return saving(error);
    leaveElsewhere(draftKey);
  });
  if (draftKey) dropDraft(draftKey);
  await loadOutbox();
  tell('nudge');
  return item.id;
}

/** Saves under way, by what is done to what. */
const underWay = new Map<string, Promise<string>>();

/**
 * Freezes what the person saved, puts it on the shelf with its photos and in place of its draft in one go, then wakes the sender.
 *
 * Until that is done, the same act on the same thing is the second tap of an impatient finger: both get the one item's id.
 */
export function save<K extends ItemKind>(act: Draft<K>, photos: Photo[], draftKey?: string): Promise<string> {
  const name = `${act.kind}/${act.subjectId}`;
  const known = underWay.get(name);
  if (known) return known;
  const work = saveNow(act as Draft, photos, draftKey).finally(() => underWay.delete(name));
  underWay.set(name, work);
  if (draftKey) holdPhotos(draftKey, work);
  return work;
}

/** Takes a save back and begins its draft again; true only when it never left the phone. */
export async function undo(id: string, begun?: Begun): Promise<boolean> {
  const gone = await takeBack(id, begun && draftRow(begun));
  if (gone && begun) pickUp(begun);
  await loadOutbox();
  return gone;
}

/** Throws a refused item away, after the person said so; anything else stays where it is. */
export async function discardRefused(id: string): Promise<void> {
  const again = (await itemOf(id))?.again;
  if ((await throwAway(id)) && again) putDown(again);
  await loadOutbox();
}

/** 没有照片也交上去: the loss is declared with the next sending, now or when there is a network. */
export async function handInWithout(id: string): Promise<void> {
  await giveUpLost(id);
  await loadOutbox();
  tell('nudge');
}
