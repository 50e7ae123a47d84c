/** Visits that have begun and are not saved yet; they outlive a killed browser, photos included. */
import { signal } from '@preact/signals';
import { Refusal } from '../wire/refusal';
import { say } from '../words';
import { onShelf, type KeptDraft } from './db';
import { endPhotos } from './making';
import { onNews, tell } from './news';
import { withPreviews } from './photos';
import { me } from './session';

/** Something begun, as a screen holds it: where it lies, and what was told so far. */
export interface Begun {
  key: string;
  value: unknown;
}

/** What this page has in hand, by key; the next screen sees it at once, before IndexedDB has answered. */
export const inHand = signal<ReadonlyMap<string, unknown>>(new Map());

export const takeInHand = (key: string, value: unknown): unknown => (inHand.value = new Map(inHand.value).set(key, value));

/** What is begun on this phone, by key; null until the shelf has said. A key may stay when its draft is gone. */
let begun: ReadonlySet<string> | null = null;

/** Asks the shelf what is begun, so that a thing seen for the first time need not wait for its answer. */
export async function learnDrafts(): Promise<void> {
  begun = null;
  const keys = await onShelf((db) => db.getAllKeys('drafts'));
  begun = new Set(keys.map(([, key]) => key));
}

onNews('drafts', () => void learnDrafts());

/** True when nothing lies on the shelf under this key; false as well while that is not known. */
export const isUnbegun = (key: string): boolean => begun !== null && !begun.has(key);

const user = (): string => me.value?.user_id ?? 'nobody';

/** The drafts that this page saw on the shelf: a record made from one that is there no more was saved by another page. */
const seen = new Set<string>();

export const wasOnShelf = (key: string): boolean => seen.has(key);

/** Begins something of which nothing lies on the shelf. */
export function beginFresh<T>(key: string, value: T): T {
  seen.delete(key);
  return value;
}

export async function draft<T>(key: string): Promise<T | undefined> {
  const kept = await onShelf((db) => db.get('drafts', [user(), key]));
  if (kept) seen.add(key);
  else seen.delete(key);
  return withPreviews(kept?.value as T | undefined);
}

export const draftRow = ({ key, value }: Begun): KeptDraft => ({ user: user(), key, value, keptAt: Date.now() });

/** Keeps what was told; throws a Refusal when this page saw the draft on the shelf and it lies there no more. */
export async function keepDraft<T>(key: string, value: T): Promise<void> {
  const isGone = await onShelf(async (db) => {
    const tx = db.transaction('drafts', 'readwrite');
    const row = draftRow({ key, value });
    const lies = await tx.store.getKey([row.user, key]);
    // Asked only now: a save of this page may have ended meanwhile.
    const gone = !lies && seen.has(key);
    await Promise.all([gone || tx.store.put(row), tx.done]);
    return gone;
  });
  if (isGone) leaveElsewhere(key);
  seen.add(key);
  if (isUnbegun(key)) tell('drafts');
}

/** Takes a draft in hand again that was put back on the shelf. */
export function pickUp({ key, value }: Begun): void {
  takeInHand(key, value);
  tell('drafts');
}

function forget(key: string): void {
  endPhotos(key);
  inHand.value = new Map([...inHand.value].filter(([each]) => each !== key));
}

/** What lies on the shelf under this key is another by now, or nothing. */
export function putDown(key: string): void {
  forget(key);
  tell('drafts');
}

/** Another page made a record of this draft already: this one lets go of it, and throws the Refusal that says so. */
export function leaveElsewhere(key: string): never {
  putDown(key);
  throw new Refusal('app/saved-elsewhere', say('app.save.elsewhere'));
}

/** Lets go of a draft whose record is safe. */
export function dropDraft(key: string): void {
  forget(key);
  seen.delete(key);
  onShelf((db) => db.delete('drafts', [user(), key])).then(() => seen.delete(key), () => undefined);
}
