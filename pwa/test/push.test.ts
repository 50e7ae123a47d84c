import { describe, expect, test, vi } from 'vitest';
import { County, type Trouble } from './county';
import { calm, nextTry, openPage, photo, signedIn, visit, waitOutUndo } from './phone';

/** A signed-in page with one saved visit of two photos, past its five seconds. */
async function saved(county: County) {
  const page = await signedIn(county);
  const id = await page.save(visit(), [photo('one'), photo('two', 'problem/WE01/2')]);
  waitOutUndo();
  return { page, id };
}

describe('a whole journey', () => {
  test('item first, then files, then the question whether anything is missing', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    county.asked = [];
    await page.syncNow();
    expect(county.asked.map((line) => line.replace(/[0-9a-f-]{36,64}/, '*'))).toEqual([
      'PUT /api/v1/items/*', 'PUT /api/v1/files/*', 'PUT /api/v1/files/*', 'PUT /api/v1/items/*', 'GET /api/v1/feed?cursor=',
    ]);
    expect(page.outbox.value).toEqual([]);
    expect(await page.filesOf(id)).toEqual([]);
    expect(await page.onShelf((db) => db.get('settled', id))).toMatchObject({ id, kind: 'inspection.file' });
  });

  test('an accepted item whose photos are still owed stays on the phone', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    county.troubles = [{ on: /files/, trouble: 'no network' }, { on: /me$/, trouble: 'no network' }];
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id, state: 'lacking_files', missing: 2, sent: true }]);
    expect(await page.filesOf(id)).toHaveLength(2);
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
  });

  test('many items go as one batch, and one rejected item blocks none of the others', async () => {
    const county = new County();
    const { page } = await saved(county);
    const bad = await page.save(visit('asset-2'), []);
    await page.save(visit('asset-3'), []);
    county.verdicts.set(bad, { status: 'rejected', reason_zh: '少了一项', reason_en: 'one answer is missing' });
    waitOutUndo();
    await page.syncNow();
    expect(county.asked.filter((line) => line === 'POST /api/v1/items')).toHaveLength(1);
    expect(page.outbox.value).toMatchObject([{ id: bad, state: 'rejected', reason: '少了一项' }]);
  });

  test('a batch that is too large is halved until it fits', async () => {
    const county = new County();
    county.largestBatch = 2;
    const page = await signedIn(county);
    for (let i = 0; i < 7; i += 1) await page.save(visit(`asset-${i}`), []);
    waitOutUndo();
    await page.syncNow();
    expect(county.items.size).toBe(7);
    expect(page.outbox.value).toEqual([]);
  });
});

describe('nothing is ever lost', () => {
  const troubles: [string, RegExp, Trouble][] = [
    ['no network', /items/, 'no network'],
    ['an answer cut after the server committed', /items/, 'cut answer'],
    ["a hotel's page", /items/, 'hotel page'],
    ['500', /items/, 500],
    ['503', /items/, 503],
    ['429', /items/, 429],
    ['401', /items/, 401],
    ['502 at a file', /files/, 502],
    ['401 at a file', /files/, 401],
    ['no network at the last question', /PUT .*items/, 'no network'],
  ];
  test.each(troubles)('%s: the item and its photos stay, and go through afterwards exactly once', async (_, on, trouble) => {
    const county = new County();
    const { page, id } = await saved(county);
    county.troubles = [{ on, trouble }];
    await page.syncNow();
    expect(page.outbox.value).toHaveLength(1);
    expect(await page.filesOf(id)).toHaveLength(2);
    await page.signIn('jianguo', 'right');
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    expect([...county.items.keys()]).toEqual([id]);
    expect(county.files.size).toBe(2);
  });

  test('an expired sign-in pauses, says so, and goes on after the next one', async () => {
    const county = new County();
    const { page } = await saved(county);
    county.signedIn = null;
    await page.syncNow();
    expect(page.signedOut.value).toBe('expired');
    expect(page.syncState.value).toMatchObject({ phase: 'paused', nextTryAt: null });
    await page.signIn('jianguo', 'right');
    await page.syncNow();
    expect(county.items.size).toBe(1);
  });

  test('a csrf token from before the server restarted is fetched anew, once', async () => {
    const county = new County();
    const { page } = await saved(county);
    county.csrf = 'csrf-2';
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
  });

  test('Retry-After is waited for, and 马上上传 may still ask at once', async () => {
    const county = new County();
    const { page } = await saved(county);
    county.troubles = [{ on: /items/, trouble: 429, headers: { 'Retry-After': '90' } }];
    await page.syncNow();
    expect(page.syncState.value.nextTryAt).toBeGreaterThanOrEqual(Date.now() + 90_000);
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
  });

  test('sent away ever so often, records go a minute after at most, and the person reads why', async () => {
    const county = new County();
    const { page } = await saved(county);
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const busy = { trouble: 503, headers: { 'Retry-After': '10' } } as const;
    county.troubles = Array.from({ length: 9 }, () => ({ on: /items/, ...busy }));
    await page.syncNow();
    for (let i = 0; i < 8; i += 1) await nextTry(page);
    expect(page.syncState.value).toMatchObject({ nextTryAt: Date.now() + 60_000, problem: '不行503' });
    await nextTry(page);
    expect(page.outbox.value).toEqual([]);
  });

  test('a busy server that only keeps the news back is no trouble, unless something waits to go', async () => {
    const county = new County();
    const { page } = await saved(county);
    const busy = { on: /feed/, trouble: 503, headers: { 'Retry-After': '10' } } as const;
    county.troubles = [busy];
    await page.syncNow();
    expect([page.outbox.value, page.syncState.value]).toEqual([[], { phase: 'idle', nextTryAt: null, problem: null }]);
    await page.save(visit('asset-2'), []);
    county.troubles = [busy];
    await page.syncNow();
    expect(page.syncState.value.problem).toBe('不行503');
    county.problem = (status, headers) => new Response('<html>busy</html>', { status, headers });
    county.troubles = [busy];
    await page.syncNow();
    expect(page.syncState.value.problem).toContain('机器在歇');
  });

  test('a clock set back while it is waited holds nothing back', async () => {
    const county = new County();
    const { page } = await saved(county);
    county.troubles = [{ on: /items/, trouble: 429, headers: { 'Retry-After': '90' } }];
    await page.syncNow();
    vi.setSystemTime(Date.now() - 30 * 86_400_000);
    page.start();
    await calm(page);
    expect(page.outbox.value).toEqual([]);
  });

  test('a receipt for other bytes settles nothing', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    county.verdicts.set(id, { sha256: 'f'.repeat(64) });
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id, state: 'waiting', sent: false }]);
  });
});

describe('what needs a person stays in sight', () => {
  test.each(['quarantined', 'conflict', 'rejected', 'id_reused'] as const)('%s: kept with its reason', async (status) => {
    const county = new County();
    const { page, id } = await saved(county);
    county.verdicts.set(id, { status, reason_zh: '要人看看', reason_en: 'a person must look' });
    await page.syncNow();
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id, state: status, reason: '要人看看' }]);
  });

  test('a quarantined item still brings its photos, for whoever decides', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    county.verdicts.set(id, { status: 'quarantined', reason_zh: '不在您村' });
    await page.syncNow();
    expect(county.files.size).toBe(2);
    expect(page.outbox.value).toMatchObject([{ state: 'quarantined', missing: 0 }]);
  });

  async function suspendedWithOneHeld() {
    const county = new County();
    const { page, id } = await saved(county);
    county.verdicts.set(id, { status: 'quarantined', reason_zh: '账号停用了' });
    await page.syncNow();
    county.bringsOnly = true;
    await page.refreshMe();
    return { county, page, id };
  }

  test('a suspended person, whom no feed tells, hears of a decision with the next look', async () => {
    const { county, page, id } = await suspendedWithOneHeld();
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ state: 'quarantined', reason: '账号停用了' }]);
    const decision = { item_id: id, outcome: 'admitted' as const, reason_zh: null, reason_en: null, decided_at: '2026-11-24T03:00:00Z' };
    county.verdicts.set(id, { status: 'quarantined', reason_zh: '账号停用了', decision });
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
  });

  test('what was refused to him stays in sight with the reason, its photos kept', async () => {
    const { county, page, id } = await suspendedWithOneHeld();
    const decision = { item_id: id, outcome: 'refused' as const, reason_zh: '这口井不归您管', reason_en: 'not yours', decided_at: '2026-11-24T03:00:00Z' };
    county.verdicts.set(id, { status: 'quarantined', reason_zh: '账号停用了', decision });
    for (let i = 0; i < 2; i += 1) await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id, state: 'rejected', reason: '这口井不归您管' }]);
    expect(await page.filesOf(id)).toHaveLength(2);
    await page.discardRefused(id);
    expect(page.outbox.value).toEqual([]);
  });

  test.each(['before', 'after'])('what another brought for him and was refused %s his phone sent it stays with the reason', async (order) => {
    const county = new County();
    const { page, id } = await saved(county);
    const row = { item_id: id, outcome: 'refused' as const, reason_zh: '不是这口井', reason_en: 'not this one', decided_at: '2026-11-24T03:00:00Z' };
    const held = { status: 'quarantined', reason_code: 'sync/carried-by-another', reason_zh: '别人替传的' } as const;
    county.verdicts.set(id, order === 'before' ? { ...held, decision: row } : held);
    await page.syncNow();
    county.feed = [[{ kind: 'decision', id, row }, county.cursor('2')]];
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id, state: 'rejected', reason: '不是这口井' }]);
    expect(await page.filesOf(id)).toHaveLength(2);
  });

  test('a decision from the feed moves a quarantined item into the history', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    county.verdicts.set(id, { status: 'quarantined', reason_zh: '不在您村' });
    await page.syncNow();
    const row = { item_id: id, outcome: 'admitted', reason_zh: null, reason_en: null, decided_at: '2026-11-24T03:00:00Z' };
    county.feed = [[{ kind: 'decision', id, row }, county.cursor('2')]];
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    expect(await page.onShelf((db) => db.get('settled', id))).toMatchObject({ decision: { outcome: 'admitted' } });
  });

  /** A held item whose two photos the server had, and then lost; the feed brings what somebody decided about it. */
  async function heldThenDecided(county: County, outcome: 'admitted' | 'refused') {
    const { page, id } = await saved(county);
    county.verdicts.set(id, { status: 'quarantined', reason_zh: '不在您村' });
    await page.syncNow();
    county.files.clear();
    const row = { item_id: id, outcome, reason_zh: null, reason_en: null, decided_at: '2026-11-24T03:00:00Z' };
    county.feed = [[{ kind: 'decision', id, row }, county.cursor('2')]];
    return { page, id };
  }

  test.each([['first', 'admitted'], ['second', 'admitted'], ['second', 'refused']] as const)('a decision takes no photo off the phone that the server (%s copy) misses', async (epoch, outcome) => {
    const county = new County();
    const { page } = await heldThenDecided(county, outcome);
    county.epoch = epoch;
    county.feed[0]![1] = county.cursor('2');
    await page.syncNow();
    expect([county.files.size, county.losses.size, page.outbox.value]).toEqual([2, 0, []]);
  });

  test('a decision that comes when nothing more can be asked leaves the item and its photos, until a receipt', async () => {
    const county = new County();
    const { page, id } = await heldThenDecided(county, 'admitted');
    county.troubles = [{ on: /PUT .*items/, trouble: 503, headers: { 'Retry-After': '9' } }];
    await page.syncNow();
    expect(await page.filesOf(id)).toHaveLength(2);
    await page.syncNow();
    expect([county.files.size, page.outbox.value]).toEqual([2, []]);
  });

  test('only a refused item can be thrown away', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    await page.discardRefused(id);
    expect(page.outbox.value).toHaveLength(1);
    county.verdicts.set(id, { status: 'rejected', reason_zh: '少了一项' });
    await page.syncNow();
    await page.discardRefused(id);
    expect(page.outbox.value).toEqual([]);
  });

  test('a picture the server refuses is named, and not paid for again and again', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    county.refusedFiles.add(photo('one').sha256);
    await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id, state: 'lacking_files', missing: 1, reason: '不行422' }]);
    const sender = { user: 'user-jianguo', csrf: 'csrf-1', undoMs: 5000, insists: false, bringsOnly: false };
    for (let i = 0; i < 5; i += 1) await page.push({ ...sender, leftOut: page.nothingLeftOut() });
    expect(county.asked.filter((line) => line.includes(photo('one').sha256))).toHaveLength(3);
  });
});

describe('several pages of one browser', () => {
  test('two pages syncing at once send every item once', async () => {
    const county = new County();
    const { page } = await saved(county);
    sessionStorage.clear(); // another tab
    const other = await openPage();
    county.asked = [];
    await Promise.all([page.syncNow(), other.syncNow()]);
    expect(county.asked.filter((line) => /files/.test(line))).toHaveLength(2);
    expect(await page.itemsOf('user-jianguo')).toEqual([]);
  });

  test('a page opened after another in the same tab does not wait for what died with it', async () => {
    const county = new County();
    const { page } = await saved(county);
    await page.remember('lease', { holder: sessionStorage.getItem('guanhu-sync'), until: Date.now() + 30_000 });
    const next = await openPage();
    await next.syncNow();
    expect(await next.itemsOf('user-jianguo')).toEqual([]);
  });
});
