/** Visits that have begun and are not saved yet; they outlive a killed browser, photos included. */
import { onShelf } from './db';
import { withPreviews } from './photos';
import { me } from './session';

const user = (): string => me.value?.user_id ?? 'nobody';

export async function draft<T>(key: string): Promise<T | undefined> {
  const kept = await onShelf((db) => db.get('drafts', [user(), key]));
  return withPreviews(kept?.value as T | undefined);
}

export async function keepDraft<T>(key: string, value: T): Promise<void> {
  await onShelf((db) => db.put('drafts', { user: user(), key, value, keptAt: Date.now() }));
}

export async function dropDraft(key: string): Promise<void> {
  await onShelf((db) => db.delete('drafts', [user(), key]));
}
