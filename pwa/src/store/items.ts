/** Items on the shelf: kept, sent, named in a receipt, settled. No signals here: the service worker uses it too. */
import type { IDBPTransaction } from 'idb';
import type { Decision, Receipt } from '../wire/types';
import { isRefused, lostOf, type KeptFile, type KeptItem, type SettledItem } from './kept';
import { isNoRoom, onNoRoom, onShelf, type KeptDraft, type Shelf } from './db';
import { tell } from './news';

const STRICT = { durability: 'strict' } as const;

/** How long acknowledged bytes stay, in case the server is restored from an older copy. */
export const OFFER_DAYS = 30;

/** The next number of this device; a number whose save fails is left out, never used twice. */
export async function nextSeq(): Promise<number> {
  return onShelf(async (db) => {
    const tx = db.transaction('kv', 'readwrite');
    const seq = ((await tx.store.get('device_seq')) as number | undefined ?? 0) + 1;
    await tx.store.put(seq, 'device_seq');
    await tx.done;
    return seq;
  });
}

/** What became of items while the shelf had no room for it; this page goes by it until it is written. */
const unwritten = new Map<string, KeptItem>();
const asKnown = (item: KeptItem): KeptItem => unwritten.get(item.id) ?? item;

/** True while the phone is too full to write down what became of this item. */
export const isUnwritten = ({ id }: KeptItem): boolean => unwritten.has(id);

/** As `unwritten`, how often the server refused a photo. */
const refusals = new Map<string, number>();

type Writing = IDBPTransaction<Shelf, ('items' | 'files' | 'drafts' | 'settled')[], 'readwrite'>;

async function clear(tx: Writing, id: string): Promise<void> {
  await tx.objectStore('items').delete(id);
  for (const key of await tx.objectStore('files').index('item').getAllKeys(id)) void tx.objectStore('files').delete(key);
}

interface Replaced {
  items: KeptItem[];
  files: KeptFile[];
}

/** What went with the last save: with 撤销 it comes back. */
let replaced: Replaced & { by: string } = { by: '', items: [], files: [] };

/** Clears a draft, and what was refused and laid out again in it. */
async function clearDraft(tx: Writing, user: string, draftKey: string): Promise<Replaced> {
  await tx.objectStore('drafts').delete([user, draftKey]);
  const all = await tx.objectStore('items').index('user').getAll(user);
  const items = all.filter((item) => item.again === draftKey && isRefused(item));
  const files: KeptFile[] = [];
  for (const { id } of items) {
    files.push(...await tx.objectStore('files').index('item').getAll(id));
    await clear(tx, id);
  }
  return { items, files };
}

/** Another page has made a record of the draft already. */
export class SavedElsewhere extends Error {}

/**
 * Puts an item and all its files on the shelf in place of the draft that they were made from and of what was refused before it; or
 * changes nothing at all. `seen`: the draft lay on the shelf; throws SavedElsewhere when it does no more.
 */
export async function keep(item: KeptItem, files: KeptFile[], draftKey?: string, seen = false): Promise<void> {
  await onShelf(async (db) => {
    const tx = db.transaction(['items', 'files', 'drafts'], 'readwrite', STRICT);
    if (draftKey !== undefined && seen && !(await tx.objectStore('drafts').getKey([item.user, draftKey]))) throw new SavedElsewhere();
    const writes: Promise<unknown>[] = [tx.done];
    try {
      writes.push(tx.objectStore('items').add(item));
      for (const file of files) writes.push(tx.objectStore('files').put(file));
    } catch (error) {
      // A value that cannot be stored throws before the browser sees it: what was put earlier would be committed.
      tx.abort();
      await Promise.allSettled(writes);
      throw error;
    }
    if (draftKey !== undefined) writes.push(clearDraft(tx, item.user, draftKey).then((gone) => { replaced = { by: item.id, ...gone }; }));
    await Promise.all(writes);
  });
  tell('items');
}

/** One person's items in the order they were saved. */
export async function itemsOf(user: string): Promise<KeptItem[]> {
  const items = await onShelf((db) => db.getAllFromIndex('items', 'user', user));
  return items.map(asKnown).sort((a, b) => a.seq - b.seq);
}

export async function itemOf(id: string): Promise<KeptItem | undefined> {
  const item = await onShelf((db) => db.get('items', id));
  return item && asKnown(item);
}

export const filesOf = (id: string): Promise<KeptFile[]> => onShelf((db) => db.getAllFromIndex('files', 'item', id));

export async function fileOf(id: string, sha256: string): Promise<KeptFile | undefined> {
  const file = await onShelf((db) => db.get('files', [id, sha256]));
  return file && { ...file, refusals: Math.max(file.refusals, refusals.get(sha256) ?? 0) };
}

/** A photo by its bytes, with whichever item it lies. */
export async function fileAnywhere(sha256: string): Promise<KeptFile | undefined> {
  return onShelf(async (db) => {
    const key = (await db.getAllKeys('files')).find(([, hash]) => hash === sha256);
    return key && db.get('files', key);
  });
}

type After = (tx: Writing, item: KeptItem) => unknown;

/** Takes an item and its files away when `may` agrees, looked at inside the same transaction, as is what follows from it. */
async function remove(id: string, may: (item: KeptItem) => boolean, after: After): Promise<boolean> {
  const removed = await onShelf(async (db) => {
    const tx = db.transaction(['items', 'files', 'drafts'], 'readwrite', STRICT);
    const item = await tx.objectStore('items').get(id);
    if (!item || !may(asKnown(item))) return false;
    await clear(tx, id);
    await after(tx, item);
    await tx.done;
    return true;
  });
  if (removed) tell('items');
  return removed;
}

/** Takes back what never left the phone, and begins its draft again; false when it is too late. */
export const takeBack = (id: string, draft?: KeptDraft): Promise<boolean> => remove(id, ({ left }) => !left, (tx) => {
  if (!draft) return;
  void tx.objectStore('drafts').put(draft);
  if (replaced.by !== id) return;
  for (const item of replaced.items) void tx.objectStore('items').put(item);
  for (const file of replaced.files) void tx.objectStore('files').put(file);
});

/** What was laid out from a refused item goes with it; once changed it stays, but is of today and here, not of then and there. */
async function dropLaidOut(tx: Writing, { id, user, again }: KeptItem): Promise<void> {
  const kept = again && await tx.objectStore('drafts').get([user, again]);
  if (!kept) return;
  if (kept.from === id) return tx.objectStore('drafts').delete([user, kept.key]);
  const { place, where, taskId, startedAt, scanned, ...value } = kept.value as Record<string, unknown>;
  void tx.objectStore('drafts').put({ ...kept, value });
}

/** Throws away what the server refused for good; anything else stays. */
export const throwAway = (id: string): Promise<boolean> => remove(id, isRefused, dropLaidOut);

/** Changes an item; where the shelf has no room for that, this page alone knows it. */
async function change(id: string, alter: (item: KeptItem) => KeptItem): Promise<KeptItem | null> {
  let next: KeptItem | null = null;
  const writing = onShelf(async (db) => {
    const tx = db.transaction('items', 'readwrite', STRICT);
    const item = await tx.store.get(id);
    next = item ? alter(asKnown(item)) : null;
    await Promise.all([next && tx.store.put(next), tx.done]);
  });
  await writing.then(() => void unwritten.delete(id), onNoRoom(() => next && unwritten.set(id, next)));
  tell('items');
  return next;
}

/** Claims an item for sending: afterwards nobody can take it back. False when the person just did. */
export const letGo = async (item: KeptItem): Promise<boolean> =>
  item.left || (await change(item.id, (kept) => ({ ...kept, left: true }))) !== null;

/** Writes down why an item cannot go on; the reason is a key of the words or a sentence of the server. */
export const noteReason = (id: string, zh: string, en: string | null): Promise<KeptItem | null> =>
  change(id, (item) => ({ ...item, reasonZh: zh, reasonEn: en }));

/** The phone itself sees that this item can never be taken in: it stays visible with its reason. */
export const noteRefused = (id: string, zh: string): Promise<KeptItem | null> =>
  change(id, (item) => ({ ...item, state: 'rejected', reasonZh: zh, reasonEn: null }));

/** Writes down which of the missing photos lie on this phone no more, and which the server refuses for good. */
export const noteLostPhotos = (id: string, gone: string[], spoilt: string[]): Promise<KeptItem | null> =>
  change(id, (item) => ({ ...item, gone, spoilt }));

/** The person hands the record in without the photos that cannot be brought; the sender declares them lost. */
export const giveUpLost = (id: string): Promise<KeptItem | null> => change(id, (item) => ({ ...item, givenUp: lostOf(item) }));

export async function noteFileRefused(file: KeptFile): Promise<void> {
  const counted = { ...file, refusals: file.refusals + 1 };
  await onShelf((db) => db.put('files', counted)).catch(onNoRoom(() => refusals.set(file.sha256, counted.refusals)));
}

/** Somebody else brought it from a saved file, and reads in this person's stead why it was refused. */
const CARRIED = 'sync/carried-by-another';

/** What a receipt means for an item that lies on the shelf; `bringsOnly` when no feed tells the person what was decided. */
export async function noteReceipt(id: string, receipt: Receipt, bringsOnly: boolean): Promise<void> {
  const { decision } = receipt;
  const misses = receipt.missing_files.length > 0;
  const decided = receipt.status === 'accepted' || decision !== null;
  const carried = receipt.reason_code === CARRIED;
  if ((bringsOnly || carried) && !misses && decision?.outcome === 'refused') return noteRefusal(id, decision);
  if (decided && !misses) return settle(id, decision);
  await change(id, (item) => ({
    ...item,
    received: true,
    carried,
    state: receipt.status === 'accepted' ? 'lacking_files' : receipt.status,
    missing: receipt.missing_files,
    decision: decision ?? item.decision,
    reasonZh: receipt.reason_zh ?? null,
    reasonEn: receipt.reason_en ?? null,
  }));
}

/** What a person refused stays in sight with his reason, photos and all. */
const noteRefusal = async (id: string, decision: NonNullable<Receipt['decision']>): Promise<void> =>
  void (await change(id, (item) => ({
    ...item, received: true, state: 'rejected', missing: [], decision, reasonZh: decision.reason_zh, reasonEn: decision.reason_en,
  })));

const history = (item: KeptItem, decision: SettledItem['decision']): SettledItem => ({
  id: item.id, user: item.user, kind: item.kind, subjectId: item.subjectId, title: item.title,
  savedAt: item.savedAt, seq: item.seq, bytes: item.bytes, sha256: item.sha256,
  settledAt: new Date().toISOString(), decision, echo: decision?.outcome === 'refused' ? 0 : 1, offer: 0,
});

async function move(tx: Writing, id: string, decision: SettledItem['decision']): Promise<void> {
  const item = await tx.objectStore('items').get(id);
  if (!item) return;
  await tx.objectStore('settled').put(history(item, decision ?? asKnown(item).decision));
  await clear(tx, id);
}

async function intoHistory(id: string, decision: SettledItem['decision']): Promise<void> {
  await onShelf(async (db) => {
    const tx = db.transaction(['items', 'files', 'settled'], 'readwrite', STRICT);
    await Promise.all([move(tx, id, decision), tx.done]);
  });
  unwritten.delete(id);
}

async function freePhotos(id: string): Promise<void> {
  await onShelf(async (db) => {
    const tx = db.transaction('files', 'readwrite', STRICT);
    for (const key of await tx.store.index('item').getAllKeys(id)) void tx.store.delete(key);
    await tx.done;
  });
}

/** The server has all of it, and the shelf no room for the history: its photos make room; it is asked about once more otherwise. */
async function settleWithoutRoom(id: string, decision: SettledItem['decision']): Promise<void> {
  await freePhotos(id).catch(onNoRoom());
  const item = await itemOf(id);
  const whole = (kept: KeptItem): KeptItem => ({ ...kept, state: 'waiting', left: true, received: true, missing: [] });
  await intoHistory(id, decision).catch(onNoRoom(() => item && unwritten.set(id, whole(item))));
}

/** Moves an item into the history: its bytes stay for thirty days, its photos go. */
async function settle(id: string, decision: SettledItem['decision']): Promise<void> {
  try {
    await intoHistory(id, decision);
  } catch (error) {
    if (!isNoRoom(error)) throw error;
    await settleWithoutRoom(id, decision);
  }
  tell('items');
}

/** A person decided about an item: it is sent once more, and only the fresh receipt says whether all of it is there. */
export async function release(decision: Decision): Promise<void> {
  const item = await itemOf(decision.item_id);
  if (!item || isRefused(item)) return;
  const { id: _, ...words } = decision;
  await change(item.id, (kept) => ({ ...kept, state: 'waiting', decision: words }));
}
