/** What the server told this person, mirrored from the shelf; saved acts are already played over it. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Asset, BlankTag, Item, Notice, Order, Report, Task, Template } from '../wire/types';
import { onShelf, recall, type KeptRow } from './db';
import { echoAssets, echoBlankTags, echoOrders, echoReports, echoTasks } from './echo';
import { thaw } from './envelope';
import { isRefused, type KeptItem } from './kept';
import { onNews } from './news';
import { echoes, keptItems } from './outbox';
import { me } from './session';

type Told = Map<string, ReadonlyMap<string, unknown>>;

const told = signal<Told>(new Map());
const NOTHING: ReadonlyMap<string, unknown> = new Map();

export const lastSyncedAt = signal<string | null>(null);

const inPlay = (item: KeptItem): boolean => !isRefused(item) && item.state !== 'conflict' && item.state !== 'quarantined';

/** Acts that the server's rows may not show yet, in the order they were done. */
const acts = computed<Item[]>(() => {
  const open = [...echoes.value, ...keptItems.value.filter(inPlay)];
  const known = new Map(open.map((item) => [item.id, item]));
  return [...known.values()].sort((a, b) => a.seq - b.seq).map(({ bytes }) => thaw(bytes));
});

function mirror<T>(kind: string, echo: (rows: ReadonlyMap<string, T>, items: Item[]) => ReadonlyMap<string, T> = (rows) => rows) {
  const base = computed(() => (told.value.get(kind) ?? NOTHING) as ReadonlyMap<string, T>);
  return computed(() => echo(base.value, acts.value) as Map<string, T>);
}

export const assets: ReadonlySignal<Map<string, Asset>> = mirror('asset', echoAssets);
export const tasks: ReadonlySignal<Map<string, Task>> = mirror('task', echoTasks);
export const orders: ReadonlySignal<Map<string, Order>> = mirror('order', echoOrders);
export const reports: ReadonlySignal<Map<string, Report>> = mirror('report', echoReports);
export const templates: ReadonlySignal<Map<string, Template>> = mirror('template');
export const notices: ReadonlySignal<Map<string, Notice>> = mirror('notice');
export const blankTags: ReadonlySignal<Map<string, BlankTag>> = mirror('blank_tag', echoBlankTags);

const byTag = computed(() => {
  const found = new Map<string, Asset>();
  for (const asset of assets.value.values()) {
    for (const code of [...(asset.former_codes ?? []), ...asset.tokens, ...asset.short_codes]) found.set(code, asset);
  }
  return found;
});

export const assetOfTag = (tokenOrShortCode: string): Asset | undefined => byTag.value.get(tokenOrShortCode);

const byBlankCode = computed(() => new Map([...blankTags.value.values()].map((tag) => [tag.short_code, tag])));

/** The blank plate of this village that waits to be hung, by its token or short code. */
export const blankTagOf = (tokenOrShortCode: string): BlankTag | undefined =>
  blankTags.value.get(tokenOrShortCode) ?? byBlankCode.value.get(tokenOrShortCode);

function grouped(rows: KeptRow[]): Told {
  const kinds = new Map<string, Map<string, unknown>>();
  for (const { kind, id, row } of rows) {
    const known = kinds.get(kind) ?? new Map<string, unknown>();
    kinds.set(kind, known.set(id, { ...row, id }));
  }
  return kinds;
}

/** Reads this person's rows from the shelf; nobody signed in means nothing to show. */
export async function loadRows(): Promise<void> {
  const person = me.value?.user_id;
  const rows = person ? await onShelf((db) => db.getAllFromIndex('rows', 'user', person)) : [];
  const synced = person ? await recall<string>(`synced/${person}`) : null;
  if (person !== me.value?.user_id) return;
  told.value = grouped(rows);
  lastSyncedAt.value = synced ?? null;
}

onNews('rows', () => void loadRows());
