/** The shelf on the phone: one IndexedDB database, upgraded only by adding. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KeptFile, KeptItem, SettledItem } from './kept';

export interface KeptRow {
  user: string;
  kind: string;
  id: string;
  /** The full feed this row came with; rows of an older one go when a reset is complete. */
  feed: number;
  row: Record<string, unknown>;
}

export interface KeptDraft {
  user: string;
  key: string;
  value: unknown;
  keptAt: number;
  /** The refused item that was laid out in it, while nothing was changed since. */
  from?: string;
}

export interface Shelf extends DBSchema {
  items: { key: string; value: KeptItem; indexes: { user: string } };
  files: { key: [string, string]; value: KeptFile; indexes: { item: string } };
  settled: { key: string; value: SettledItem; indexes: { user: string; echo: [string, number]; offer: [string, number] } };
  rows: { key: [string, string, string]; value: KeptRow; indexes: { user: string } };
  drafts: { key: [string, string]; value: KeptDraft; indexes: { user: string } };
  kv: { key: string; value: unknown };
}

/** The quota is used up; or, as seen with chromium, the phone's disk is full: pictures, then the shelf's own log. */
const NO_ROOM = ['QuotaExceededError', 'DataError', 'UnknownError'];

/** True when the phone had no room for what was to be written. */
export const isNoRoom = (error: unknown): boolean => error instanceof DOMException && NO_ROOM.includes(error.name);

/** Calls `instead` when the phone had no room for a write, and throws anything else again. */
export const onNoRoom = (instead: () => void = () => undefined) => (error: unknown): void => {
  if (!isNoRoom(error)) throw error;
  instead();
};

const NAME = 'guanhu';
const VERSION = 1;
let opening: Promise<IDBPDatabase<Shelf>> | null = null;

function build(db: IDBPDatabase<Shelf>): void {
  db.createObjectStore('items', { keyPath: 'id' }).createIndex('user', 'user');
  db.createObjectStore('files', { keyPath: ['itemId', 'sha256'] }).createIndex('item', 'itemId');
  const settled = db.createObjectStore('settled', { keyPath: 'id' });
  settled.createIndex('user', 'user');
  settled.createIndex('echo', ['user', 'echo']);
  settled.createIndex('offer', ['user', 'offer']);
  db.createObjectStore('rows', { keyPath: ['user', 'kind', 'id'] }).createIndex('user', 'user');
  db.createObjectStore('drafts', { keyPath: ['user', 'key'] }).createIndex('user', 'user');
  db.createObjectStore('kv');
}

function forget(): void {
  opening = null;
}

async function openShelf(): Promise<IDBPDatabase<Shelf>> {
  const db = await openDB<Shelf>(NAME, VERSION, {
    upgrade: (fresh, oldVersion) => {
      if (oldVersion < 1) build(fresh);
    },
    blocking: (_current, _blocked, event) => {
      forget();
      (event.target as IDBDatabase).close();
    },
    terminated: forget,
  });
  return db;
}

/** Opens the shelf; everything else opens it again by itself when the system closed it behind a sleeping page. */
export async function open(): Promise<void> {
  await shelf();
}

function shelf(): Promise<IDBPDatabase<Shelf>> {
  opening ??= openShelf().catch((error: unknown) => {
    forget();
    throw error;
  });
  return opening;
}

/** Does `work` on the shelf; tries once more on a fresh connection when the old one turns out to be closed. */
export async function onShelf<T>(work: (db: IDBPDatabase<Shelf>) => Promise<T>): Promise<T> {
  try {
    return await work(await shelf());
  } catch (error) {
    // Safari and Android close idle connections; the page only finds out at the next transaction.
    if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
    forget();
    return work(await shelf());
  }
}

export async function recall<T>(key: string): Promise<T | undefined> {
  return (await onShelf((db) => db.get('kv', key))) as T | undefined;
}

export async function remember(key: string, value: unknown): Promise<void> {
  await onShelf((db) => db.put('kv', value, key));
}

export async function forgetKey(key: string): Promise<void> {
  await onShelf((db) => db.delete('kv', key));
}
