/** A server that has no room for photos still takes words: photos rest alone, for as long as they were asked to. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { calm, nextTry, photo, signedIn, visit, waitOutUndo, type Page } from './phone';

const carried = (county: County): number => county.asked.filter((line) => /PUT .*files/.test(line)).length;

interface Meets {
  page: Page;
  /** A visit in words, saved just before: its five seconds are not over when the photos are refused. */
  words: string;
}

/** Two visits of one photo each; the server has no room for either photo, and says so at the first one. */
async function refused(county: County, trouble: number, headers: Record<string, string>): Promise<Meets> {
  const page = await signedIn(county);
  for (const name of ['one', 'two']) await page.save(visit(name), [photo(name)]);
  waitOutUndo();
  const words = await page.save(visit('words'), []);
  county.troubles = [{ on: /files/, trouble, headers }];
  await page.syncNow();
  return { page, words };
}

async function passes(page: Page, ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await calm(page);
}

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(1));

describe.each([[429, 90], [503, 15], [507, 600]])('%i at a photo, wait %i s', (trouble, seconds) => {
  const headers = { 'Retry-After': String(seconds) };

  test('new items go at once, the feed is looked at, and no photo is tried before its time', async () => {
    const county = new County();
    const { page, words } = await refused(county, trouble, headers);
    expect([carried(county), county.files.size, county.items.size]).toEqual([1, 0, 2]);
    expect(county.asked.at(-1)).toMatch(/feed/);
    await passes(page, 5300);
    expect(county.items.has(words)).toBe(true);
    expect(carried(county)).toBe(1);
  });

  test('the person sees until when, and then the photos go by themselves', async () => {
    const county = new County();
    const { page } = await refused(county, trouble, headers);
    const until = Date.now() + 2 * seconds * 1000;
    expect(page.syncState.value).toMatchObject({ phase: 'idle', nextTryAt: until, problem: expect.stringContaining('照片') });
    while (until - Date.now() > 1000) await passes(page, 1000);
    expect(carried(county)).toBe(1);
    await passes(page, 1000);
    expect([county.files.size, page.outbox.value]).toEqual([2, []]);
    expect(page.syncState.value.problem).toBeNull();
  });
});

test('phones that are sent away at one moment come back at different ones, none sooner than asked', async () => {
  const waits = [];
  for (const chance of [0, 0.5]) {
    vi.mocked(Math.random).mockReturnValue(chance);
    const { page } = await refused(new County(), 503, { 'Retry-After': '10' });
    waits.push(page.syncState.value.nextTryAt! - Date.now());
  }
  expect(waits).toEqual([10_000, 15_000]);
});

test('sent away ever so often, a photo is tried again a minute after the server said when', async () => {
  const county = new County();
  const { page } = await refused(county, 503, { 'Retry-After': '10' });
  for (let i = 0; i < 8; i += 1) {
    county.troubles = [{ on: /files/, trouble: 503, headers: { 'Retry-After': '10' } }];
    await nextTry(page);
  }
  expect(page.syncState.value.nextTryAt! - Date.now()).toBe(60_000);
});

test('马上上传 tries the photos at once', async () => {
  const county = new County();
  const { page } = await refused(county, 507, { 'Retry-After': '600' });
  await page.syncNow();
  expect(county.files.size).toBe(2);
});

test('photos that are refused again and again wait longer each time, also where no time is named', async () => {
  const county = new County();
  const { page } = await refused(county, 429, {});
  const waits = [page.syncState.value.nextTryAt! - Date.now()];
  for (let i = 0; i < 2; i += 1) {
    county.troubles = [{ on: /files/, trouble: 429 }];
    await nextTry(page);
    waits.push(page.syncState.value.nextTryAt! - Date.now());
  }
  expect(waits).toEqual([4000, 8000, 16_000]);
});

test('a phone whose clock is set back does not let its photos rest for ever', async () => {
  const county = new County();
  const { page } = await refused(county, 507, { 'Retry-After': '600' });
  vi.setSystemTime(Date.now() - 86_400_000);
  await passes(page, 5300);
  expect(county.files.size).toBe(2);
});

test('a disk that is all but full refuses items too: then everything waits', async () => {
  const county = new County();
  const { page, words } = await refused(county, 507, { 'Retry-After': '600' });
  county.troubles = [{ on: /items/, trouble: 507, headers: { 'Retry-After': '600' } }];
  await passes(page, 5300);
  county.asked = [];
  await passes(page, 300_000);
  expect([county.asked, county.items.has(words)]).toEqual([[], false]);
});
