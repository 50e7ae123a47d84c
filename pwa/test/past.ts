/** Shelves of older apps, as their own code left them. See fixtures/README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { KeptFile, KeptItem } from '../src/store/kept';
import type { Me } from '../src/wire/types';

interface PastStore {
  name: string;
  keyPath: string | string[] | null;
  indexes: [name: string, keyPath: string | string[]][];
  rows: { key: IDBValidKey; value: unknown }[];
}

export interface Past {
  version: number;
  stores: PastStore[];
}

const FOLDER = resolve(import.meta.dirname, 'fixtures');

export const PAST = readdirSync(FOLDER).filter((name) => name.startsWith('outbox-'));

const thawed = (_: string, value: unknown): unknown => {
  const told = (value as { base64?: string } | null)?.base64;
  return told === undefined ? value : new Uint8Array(Buffer.from(told, 'base64')).buffer;
};

export const pastOf = (name: string): Past => JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8'), thawed) as Past;

const valuesIn = <T>({ stores }: Past, name: string): T[] => stores.find((store) => store.name === name)!.rows.map(({ value }) => value as T);

export const itemsIn = (past: Past): KeptItem[] => valuesIn(past, 'items');
export const filesIn = (past: Past): KeptFile[] => valuesIn(past, 'files');
export const personIn = ({ stores }: Past): Me => stores.find(({ name }) => name === 'kv')!.rows.find(({ key }) => key === 'me')!.value as Me;

function build(db: IDBDatabase, stores: PastStore[]): void {
  for (const { name, keyPath, indexes, rows } of stores) {
    const store = db.createObjectStore(name, keyPath === null ? undefined : { keyPath });
    for (const [index, path] of indexes) store.createIndex(index, path);
    for (const { key, value } of rows) store.put(value, keyPath === null ? key : undefined);
  }
}

/** Lays it on the shelf by the browser's own means, none of today's. */
export const shelve = ({ version, stores }: Past): Promise<void> => new Promise((resolved, failed) => {
  const opening = indexedDB.open('guanhu', version);
  opening.onupgradeneeded = () => build(opening.result, stores);
  opening.onerror = () => failed(opening.error!);
  opening.onsuccess = () => {
    opening.result.close();
    resolved();
  };
});
