/** One item the server cannot stand: it waits, and nothing else waits for it. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { County, type Poison } from './county';
import { calm, nextTry, photo, signedIn, visit, waitOutUndo, type Page } from './phone';

const feedLooks = (county: County): number => county.asked.filter((line) => /feed/.test(line)).length;
const sent = (county: County, id: string): number => county.asked.filter((line) => line === `PUT /api/v1/items/${id}`).length;
const ids = (page: Page): string[] => page.outbox.value.map(({ id }) => id);

/** A page with visits of one photo each, past their five seconds. */
async function withVisits(county: County, count: number): Promise<{ page: Page; saved: string[] }> {
  const page = await signedIn(county);
  const saved: string[] = [];
  for (let i = 0; i < count; i += 1) saved.push(await page.save(visit(`asset-${i}`), [photo(`photo ${i}`)]));
  waitOutUndo();
  county.asked = [];
  return { page, saved };
}

const POISONS: Poison[] = [
  { batch: 'refuses all', alone: 500 },
  { batch: 'cuts the line', alone: 500 },
  { batch: 'cuts the line', alone: 'no network' },
  { batch: 'gets no receipt', alone: 503 },
  { batch: 'gets a receipt for nobody', alone: 500 },
];

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(1));

describe.each(POISONS)('in a batch it $batch, alone it meets $alone', (poison) => {
  test.each([[0], [1], [2]])('at place %i the others are settled with their photos, and the feed is looked at', async (place) => {
    const county = new County();
    const { page, saved } = await withVisits(county, 3);
    county.poisons.set(saved[place]!, poison);
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id: saved[place], state: 'waiting', sent: false, fileCount: 1 }]);
    expect(county.files.size).toBe(2);
    expect(feedLooks(county)).toBe(1);
    expect(await page.filesOf(saved[place]!)).toHaveLength(1);
  });

  test('it says so, is tried again later and later, and is settled once the server has healed', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 3);
    county.poisons.set(saved[1]!, poison);
    await page.syncNow();
    const waits = [];
    for (let i = 0; i < 3; i += 1) {
      waits.push(page.syncState.value.nextTryAt! - Date.now());
      await nextTry(page);
    }
    expect(waits).toEqual([4000, 8000, 16_000]);
    expect(page.outbox.value).toMatchObject([{ id: saved[1], reason: '县里这次没收下，等会儿自己再传' }]);
    county.poisons.clear();
    await nextTry(page);
    expect(ids(page)).toEqual([]);
    expect(county.items.size).toBe(3);
    expect(county.files.size).toBe(3);
    expect(page.syncState.value).toMatchObject({ phase: 'idle', nextTryAt: null, problem: null });
  });
});

describe('no hot loop', () => {
  test('a line that is cut at the same item again and again is tried a handful of times a minute', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 3);
    county.poisons.set(saved[0]!, { batch: 'cuts the line', alone: 'no network' });
    await page.syncNow();
    for (let second = 0; second < 60; second += 1) {
      vi.advanceTimersByTime(1000);
      await calm(page);
    }
    expect(sent(county, saved[0]!)).toBeLessThanOrEqual(6);
    expect(sent(county, saved[0]!)).toBeGreaterThan(2);
    expect(ids(page)).toEqual([saved[0]]);
  });

  test('a new save does not wait for the one that is stuck', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 1);
    county.poisons.set(saved[0]!, { batch: 'refuses all', alone: 500 });
    await page.syncNow();
    const fresh = await page.save(visit('asset-new'), []);
    await nextTry(page);
    expect(sent(county, fresh)).toBe(0);
    expect(page.syncState.value.nextTryAt! - Date.now()).toBeLessThanOrEqual(5250);
    await nextTry(page);
    expect(county.items.has(fresh)).toBe(true);
    expect(ids(page)).toEqual([saved[0]]);
  });

  test('an answer that falls silent is cut by our own clock, and the beat goes on', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 3);
    county.poisons.set(saved[1]!, { batch: 'falls silent', alone: 500 });
    const beat = page.syncNow();
    await vi.waitFor(() => expect(county.items.size).toBe(1));
    await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(120_000);
    await beat;
    expect(ids(page)).toEqual([saved[1]]);
  });
});

test('two items that are too large for the server both end rejected, with the reason, and block nobody', async () => {
  const county = new County();
  const { page, saved } = await withVisits(county, 4);
  for (const id of [saved[0]!, saved[2]!]) county.poisons.set(id, { batch: 'gets a receipt for nobody', alone: 413 });
  await page.syncNow();
  expect(page.outbox.value).toMatchObject([
    { id: saved[0], state: 'rejected', reason: expect.stringContaining('太多') },
    { id: saved[2], state: 'rejected', reason: expect.stringContaining('太多') },
  ]);
  expect(county.files.size).toBe(2);
  expect(page.syncState.value.problem).toBeNull();
});

test('stuck items in every batch of a full month still let all others through', async () => {
  const county = new County();
  const { page, saved } = await withVisits(county, 60);
  const stuck = saved.filter((_, at) => at % 20 === 0);
  stuck.forEach((id, at) => county.poisons.set(id, POISONS[at]!));
  await page.syncNow();
  expect(ids(page)).toEqual(stuck);
  expect(county.files.size).toBe(57);
});

describe('pictures the server breaks down over', () => {
  test('the other pictures go on, and so does the feed', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 3);
    county.poisonedFiles.add(photo('photo 0').sha256);
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id: saved[0], state: 'lacking_files', missing: 1 }]);
    expect(feedLooks(county)).toBe(1);
    county.poisonedFiles.clear();
    await nextTry(page);
    expect(ids(page)).toEqual([]);
  });

  test('a full disk costs three pictures a try, and those that were never tried go first', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 8);
    for (let i = 0; i < 6; i += 1) county.poisonedFiles.add(photo(`photo ${i}`).sha256);
    const carried = (): number => county.asked.filter((line) => /PUT .*files/.test(line)).length;
    await page.syncNow();
    expect(carried()).toBe(3);
    await nextTry(page);
    expect(carried()).toBe(6);
    await nextTry(page);
    expect(ids(page)).toEqual(saved.slice(0, 6));
    expect(county.files.size).toBe(2);
  });
});

describe('what stops everything still stops everything', () => {
  test('without a network nothing is tried one by one', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 5);
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
      county.asked.push(`${init.method} ${path}`);
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    await page.syncNow();
    expect(county.asked).toEqual(['POST /api/v1/items', 'GET /api/v1/me']);
    expect(page.syncState.value.phase).toBe('offline');
    expect(ids(page)).toEqual(saved);
  });

  test.each([[429, {}], [503, { 'Retry-After': '90' }], [401, {}]] as [number, Record<string, string>][])('%i %o', async (trouble, headers) => {
    const county = new County();
    const { page, saved } = await withVisits(county, 5);
    county.troubles = [{ on: /items/, trouble, headers }];
    await page.syncNow();
    expect(county.asked).toEqual(['POST /api/v1/items']);
    expect(ids(page)).toEqual(saved);
  });

  test('a sign-in that runs out between two items pauses, and goes on with the rest afterwards', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 3);
    county.poisons.set(saved[0]!, { batch: 'refuses all', alone: 500 });
    county.troubles = [{ on: new RegExp(saved[1]!), trouble: 401 }];
    await page.syncNow();
    expect(page.syncState.value.phase).toBe('paused');
    expect(ids(page)).toEqual(saved);
    await page.signIn('jianguo', 'right');
    await page.syncNow();
    expect(ids(page)).toEqual([saved[0]]);
  });
});

describe('after the server was restored from an older copy', () => {
  test('one item that is stuck keeps no other from being offered again, and costs one try a beat', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 3);
    await page.syncNow();
    county.items.clear();
    county.asked = [];
    county.epoch = 'second';
    county.poisons.set(saved[1]!, { batch: 'cuts the line', alone: 500 });
    await page.syncNow();
    expect(new Set(county.items.keys())).toEqual(new Set([saved[0], saved[2]]));
    expect(sent(county, saved[1]!)).toBe(1);
    await nextTry(page);
    expect(sent(county, saved[1]!)).toBe(2);
    county.poisons.clear();
    await nextTry(page);
    expect(county.items.size).toBe(3);
  });

  test('an item that never got through is not tried twice in the beat that learns of it', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county, 3);
    county.poisons.set(saved[1]!, { batch: 'refuses all', alone: 500 });
    await page.syncNow();
    county.asked = [];
    county.epoch = 'second';
    await nextTry(page);
    expect(sent(county, saved[0]!) + sent(county, saved[2]!)).toBe(0);
    expect(county.asked.filter((line) => line === 'POST /api/v1/items')).toHaveLength(1);
    expect(sent(county, saved[1]!)).toBe(1);
  });
});
