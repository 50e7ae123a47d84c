/** Visits that have begun and are not saved yet; they outlive a killed browser, photos included. */
import { onShelf } from './db';
import { onNews, tell } from './news';
import { withPreviews } from './photos';
import { me } from './session';

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

export async function draft<T>(key: string): Promise<T | undefined> {
  const kept = await onShelf((db) => db.get('drafts', [user(), key]));
  return withPreviews(kept?.value as T | undefined);
}

export async function keepDraft<T>(key: string, value: T): Promise<void> {
  await onShelf((db) => db.put('drafts', { user: user(), key, value, keptAt: Date.now() }));
  if (isUnbegun(key)) tell('drafts');
}

export async function dropDraft(key: string): Promise<void> {
  await onShelf((db) => db.delete('drafts', [user(), key]));
}
