/** Brings what changed for this person; a page is taken whole or not at all. */
import { onShelf, recall, remember, type KeptRow } from '../store/db';
import { stopEchoes } from '../store/history';
import { release } from '../store/items';
import { tell } from '../store/news';
import { NoAnswer } from '../wire/refusal';
import type { Decision, FeedLine } from '../wire/types';
import { watchEpoch } from './epoch';
import { askFeed } from './wire';

/** The shelf is no more that of the person whom the server answers, or was cleared meanwhile: nothing is put there. */
export class OtherHands extends Error {
  constructor(readonly user: string) {
    super(`not the hands of ${user}`);
  }
}

type CursorLine = Extract<FeedLine, { cursor: string }>;
type RowLine = Extract<FeedLine, { id: string }>;

interface Page {
  reset: boolean;
  lines: RowLine[];
  end: CursorLine;
}

interface Mark {
  cursor: string | null;
  /** Counts full feeds, so that a reset that is cut in the middle leaves the old rows standing. */
  feed: number;
}

const FIRST: Mark = { cursor: null, feed: 0 };

const isEnd = (line: FeedLine): line is CursorLine => line.kind === 'cursor' && 'cursor' in line;

async function readPage(cursor: string | null): Promise<Page> {
  const page: { reset: boolean; lines: RowLine[] } = { reset: false, lines: [] };
  for await (const line of await askFeed<FeedLine>(cursor)) {
    if (isEnd(line)) return { ...page, end: line };
    if (line.kind === 'reset') page.reset = true;
    else if ('id' in line) page.lines.push(line);
  }
  throw new NoAnswer('the feed was cut before its cursor');
}

/** What people decided is written down before the cursor moves on, so that no decision is ever lost. */
async function takeDecisions(lines: RowLine[]): Promise<void> {
  for (const line of lines) {
    if (line.kind === 'decision' && 'row' in line) await release({ ...line.row, id: line.id } as unknown as Decision);
  }
}

/** Puts a page where the one before it ended; throws OtherHands when the shelf was cleared in between. */
async function putPage(user: string, page: Page, before: Mark, mark: Mark): Promise<void> {
  await onShelf(async (db) => {
    const tx = db.transaction(['rows', 'kv'], 'readwrite');
    const rows = tx.objectStore('rows');
    const kept = ((await tx.objectStore('kv').get(`mark/${user}`)) ?? FIRST) as Mark;
    if (kept.cursor !== before.cursor || kept.feed !== before.feed) throw new OtherHands(user);
    for (const line of page.lines) {
      if ('row' in line) void rows.put({ user, kind: line.kind, id: line.id, feed: mark.feed, row: line.row } satisfies KeptRow);
      else void rows.delete([user, line.kind, line.id]);
    }
    void tx.objectStore('kv').put(mark, `mark/${user}`);
    await tx.done;
  });
}

/** When the full feed is in: what it did not name any more has left this person's duty. */
async function sweep(user: string, feed: number): Promise<void> {
  await onShelf(async (db) => {
    const tx = db.transaction('rows', 'readwrite');
    for (const row of await tx.store.index('user').getAll(user)) {
      if (row.feed < feed) void tx.store.delete([user, row.kind, row.id]);
    }
    await tx.done;
  });
}

async function takePage(user: string, page: Page, before: Mark, beatBegan: string): Promise<Mark> {
  const feed = before.feed + (page.reset ? 1 : 0);
  const mark = { cursor: page.end.cursor, feed };
  await watchEpoch(user, page.end.restore_epoch, beatBegan);
  await takeDecisions(page.lines);
  await putPage(user, page, before, mark);
  return mark;
}

async function finish(user: string, began: string, last: CursorLine, swept: boolean, feed: number): Promise<void> {
  if (swept) await sweep(user, feed);
  await remember(`sweep/${user}`, false);
  await remember(`synced/${user}`, new Date().toISOString());
  await remember('beacon', { serverTime: last.server_time, phoneTime: Date.now() });
  await stopEchoes(user, began);
}

/** Brings a page, when it is for this person; an older server does not tell for whom it is. */
async function askPage(user: string, cursor: string | null): Promise<Page> {
  const page = await readPage(cursor);
  if ((page.end.user_id ?? user) !== user) throw new OtherHands(user);
  return page;
}

/**
 * Pulls page after page until the server has no more; `beatBegan` is when the sending before it began. Throws OtherHands when
 * somebody else is signed in by now.
 */
export async function pull(user: string, beatBegan: string = new Date().toISOString()): Promise<void> {
  const began = new Date().toISOString();
  let mark = (await recall<Mark>(`mark/${user}`)) ?? FIRST;
  for (;;) {
    const page = await askPage(user, mark.cursor);
    if (page.reset) await remember(`sweep/${user}`, true);
    mark = await takePage(user, page, mark, beatBegan);
    if (page.end.more) continue;
    await finish(user, began, page.end, (await recall<boolean>(`sweep/${user}`)) ?? false, mark.feed);
    tell('rows');
    return;
  }
}

/** Forgets everything pulled for `user`, and turns away a page that is on its way; items and drafts are not touched. */
export async function forgetPulled(user: string): Promise<void> {
  await onShelf(async (db) => {
    const tx = db.transaction(['rows', 'kv'], 'readwrite');
    for (const key of await tx.objectStore('rows').index('user').getAllKeys(user)) void tx.objectStore('rows').delete(key);
    const kv = tx.objectStore('kv');
    const { feed } = ((await kv.get(`mark/${user}`)) ?? FIRST) as Mark;
    void kv.put({ cursor: null, feed: feed + 1 } satisfies Mark, `mark/${user}`);
    for (const name of ['sweep', 'synced']) void kv.delete(`${name}/${user}`);
    await tx.done;
  });
}
