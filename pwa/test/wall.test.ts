/** Gateways and firewalls on the way answer with pages of their own: what they say about a record is no verdict on it. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { calm, nextTry, openPage, photo, signedIn, visit, waitOutUndo, type Page } from './phone';

const ANSWERS: [string, (status: number) => Response][] = [
  ['a page', (status) => new Response('<html>Request Entity Too Large</html>', { status })],
  ['JSON of its own', (status) => new Response(JSON.stringify({ code: status, title: 'Blocked', detail: 'Blocked' }), { status })],
];

/** A page with three visits of one photo each, past their five seconds. */
async function withVisits(county: County): Promise<{ page: Page; saved: string[] }> {
  const page = await signedIn(county);
  const saved: string[] = [];
  for (let i = 0; i < 3; i += 1) saved.push(await page.save(visit(`asset-${i}`), [photo(`photo ${i}`)]));
  waitOutUndo();
  county.asked = [];
  return { page, saved };
}

const states = (page: Page): string[] => page.outbox.value.map(({ state }) => state);

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(1));

describe.each(ANSWERS)('a gateway answers with %s', (_, answer) => {
  test.each([400, 413])('%i to every record: none is refused for good, and all go by themselves later', async (status) => {
    const county = new County();
    const { page } = await withVisits(county);
    county.problem = answer;
    county.troubles = Array.from({ length: 9 }, () => ({ on: /items/, trouble: status }));
    await page.syncNow();
    expect(states(page)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(page.outbox.value[0]!.reason).toContain('等会儿自己再传');
    county.troubles = [];
    await nextTry(page);
    expect([county.items.size, county.files.size, page.outbox.value]).toEqual([3, 3, []]);
  });

  test.each([404, 413, 422])('%i to a photo: it is not taken for a bad one, and goes by itself later', async (status) => {
    const county = new County();
    const { page, saved } = await withVisits(county);
    county.problem = answer;
    county.troubles = Array.from({ length: 3 }, () => ({ on: /files/, trouble: status }));
    await page.syncNow();
    expect(states(page)).toEqual(['lacking_files', 'lacking_files', 'lacking_files']);
    expect((await page.filesOf(saved[0]!)).map(({ refusals }) => refusals)).toEqual([0]);
    expect(page.outbox.value.map(({ reason }) => reason)).toEqual([null, null, null]);
    await nextTry(page);
    expect([county.files.size, page.outbox.value]).toEqual([3, []]);
  });

  test('403 to what one record says: the others go with their photos, the feed is looked at, and the person reads that it waits', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county);
    county.problem = answer;
    county.poisons.set(saved[1]!, { batch: 403, alone: 403 });
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id: saved[1], state: 'waiting', reason: expect.stringContaining('等会儿自己再传') }]);
    expect([county.files.size, county.asked.filter((line) => /feed/.test(line)).length]).toEqual([2, 1]);
    expect(page.syncState.value).toMatchObject({ nextTryAt: expect.any(Number), problem: expect.stringContaining('没收下') });
    county.poisons.clear();
    await nextTry(page);
    expect(page.outbox.value).toEqual([]);
  });

  test('401 is no end of the sign-in: nobody has to come in anew, and all goes by itself later', async () => {
    const county = new County();
    const { page } = await withVisits(county);
    county.problem = answer;
    county.troubles = Array.from({ length: 9 }, () => ({ on: /./, trouble: 401 }));
    await page.syncNow();
    expect(page.signedOut.value).toBe('no');
    expect(states(page)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(page.syncState.value).toMatchObject({ phase: 'idle', nextTryAt: expect.any(Number), problem: expect.any(String) });
    county.troubles = [];
    await nextTry(page);
    expect([county.files.size, page.outbox.value]).toEqual([3, []]);
  });

  test('401 to the question who is there, as the app opens: he stays signed in', async () => {
    const county = new County();
    await withVisits(county);
    county.problem = answer;
    county.troubles = [{ on: /me$/, trouble: 401 }];
    const page = await openPage();
    await calm(page);
    expect(county.troubles).toEqual([]);
    expect(page.signedOut.value).toBe('no');
  });

  test('403 to one photo: the other photos go', async () => {
    const county = new County();
    const { page, saved } = await withVisits(county);
    county.problem = answer;
    county.troubles = [{ on: new RegExp(photo('photo 0').sha256), trouble: 403 }];
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id: saved[0], state: 'lacking_files', missing: 1 }]);
    expect(page.syncState.value.problem).toContain('没收下');
  });

  test('403 to everything: nothing is tried one by one, and it is tried again later', async () => {
    const county = new County();
    const { page } = await withVisits(county);
    county.problem = answer;
    county.troubles = Array.from({ length: 9 }, () => ({ on: /./, trouble: 403 }));
    await page.syncNow();
    expect(county.asked.filter((line) => /items/.test(line))).toEqual(['POST /api/v1/items']);
    expect(page.syncState.value).toMatchObject({ phase: 'idle', nextTryAt: expect.any(Number), problem: expect.any(String) });
    county.troubles = [];
    await nextTry(page);
    expect(page.outbox.value).toEqual([]);
  });
});
