/** Items the server has: kept thirty days as bytes, so that they can be offered again after a restore. */
import { onShelf } from './db';
import { OFFER_DAYS } from './items';
import type { KeptItem, SettledItem } from './kept';
import { tell } from './news';

const DAY_MS = 86_400_000;

/** Items whose consequence the pull has not brought yet. */
export const echoing = (user: string): Promise<SettledItem[]> =>
  onShelf((db) => db.getAllFromIndex('settled', 'echo', [user, 1]));

export const settledOf = (user: string): Promise<SettledItem[]> =>
  onShelf((db) => db.getAllFromIndex('settled', 'user', user));

export const toOffer = (user: string): Promise<SettledItem[]> =>
  onShelf((db) => db.getAllFromIndex('settled', 'offer', [user, 1]));

async function alter(chosen: SettledItem[], next: (item: SettledItem) => SettledItem): Promise<void> {
  if (!chosen.length) return;
  await onShelf(async (db) => {
    const tx = db.transaction('settled', 'readwrite');
    for (const item of chosen) void tx.store.put(next(item));
    await tx.done;
  });
  tell('items');
}

/** A whole pull that began at `began` is in: what was settled before needs no echo any more. */
export async function stopEchoes(user: string, began: string): Promise<void> {
  const told = (await echoing(user)).filter(({ settledAt }) => settledAt < began);
  await alter(told, (item) => ({ ...item, echo: 0 }));
}

/** What left the outbox before `before` is offered once more. */
export async function offerSettled(user: string, before: string): Promise<void> {
  const told = (await settledOf(user)).filter(({ settledAt }) => settledAt < before);
  await alter(told, (item) => ({ ...item, offer: 1 }));
}

/** The server stands on an older copy: everything of the last thirty days is offered once more. */
export async function offerAgain(user: string): Promise<void> {
  await alter(await settledOf(user), (item) => ({ ...item, offer: 1 }));
  await onShelf(async (db) => {
    const tx = db.transaction('items', 'readwrite', { durability: 'strict' });
    for (const item of await tx.store.index('user').getAll(user)) {
      if (item.received && item.state !== 'rejected') void tx.store.put({ ...item, state: 'waiting', received: false });
    }
    await tx.done;
  });
  tell('items');
}

/** The restored server has it again. */
export const offered = (item: SettledItem): Promise<void> => alter([item], (kept) => ({ ...kept, offer: 0 }));

/** As a settled item lies in the outbox again: its words alone, for its photos lie here no more. */
const returned = ({ id, user, kind, subjectId, title, savedAt, seq, bytes, sha256, decision }: SettledItem): KeptItem => ({
  id, user, kind, subjectId, title, savedAt, seq, bytes, sha256, decision, size: bytes.byteLength, fileCount: 0,
  state: 'waiting', reasonZh: null, reasonEn: null, missing: [], left: true, received: true, heldUntil: 0,
});

/** The restored server does not take it as it did: it goes back into the outbox, where the person sees what becomes of it. */
export async function bringBack(item: SettledItem): Promise<void> {
  await onShelf(async (db) => {
    const tx = db.transaction(['items', 'settled'], 'readwrite', { durability: 'strict' });
    void tx.objectStore('items').put(returned(item));
    void tx.objectStore('settled').delete(item.id);
    await tx.done;
  });
  tell('items');
}

/** Drops bytes that are older than thirty days. */
export async function pruneHistory(user: string, now: number = Date.now()): Promise<void> {
  const oldest = new Date(now - OFFER_DAYS * DAY_MS).toISOString();
  const stale = (await settledOf(user)).filter(({ settledAt }) => settledAt < oldest);
  await Promise.all(stale.map(({ id }) => onShelf((db) => db.delete('settled', id))));
}
