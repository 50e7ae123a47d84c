import { describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { openPage, photo, signedIn, visit, waitOutUndo } from './phone';

const asset = (id: string, facts: object = {}) => ({
  kind: 'asset', id,
  row: { name: id, tokens: [`token-${id}`], short_codes: [`short-${id}`], open_reports: [], last_result: null, version: 1, ...facts },
});
const order = (version: number, status: string) => ({ kind: 'order', id: 'order-1', row: { status, version, mine: true, may: ['begin'] } });

test('what was pulled is shown, and is still there without a network', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.feed = [[asset('a'), asset('b'), county.cursor('2')]];
  await page.syncNow();
  expect(page.assetOfTag('short-b')?.name).toBe('b');
  county.troubles = [{ on: /./, trouble: 'no network' }];
  const again = await openPage();
  expect([...again.assets.value.keys()]).toEqual(['a', 'b']);
  expect(again.lastSyncedAt.value).toBe(page.lastSyncedAt.value);
});

test('the next pull asks from the cursor of the last one, page after page', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.feed = [[asset('a'), county.cursor('1', true)], [asset('b'), county.cursor('2')]];
  await page.syncNow();
  await page.syncNow();
  expect(county.asked.filter((line) => /feed/.test(line)).map((line) => line.split('=')[1])).toEqual(['', '1', '2']);
});

test('a notice leads to its thing, whatever else its address says, and nowhere when the phone has not got that', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.feed = [[asset('a'), county.cursor('1')]];
  await page.syncNow();
  const { placeOf } = await import('../src/screens/notices/place-of');
  expect(['/app/asset/a?item=1', '/app/asset/b?item=1', '/app/notices'].map(placeOf)).toEqual(['/app/asset/a?item=1', null, null]);
});

test('a tombstone takes the row away', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.feed = [[asset('a'), asset('b'), county.cursor('1')], [{ kind: 'asset', id: 'a', gone: true }, county.cursor('2')]];
  await page.syncNow();
  await page.syncNow();
  expect([...page.assets.value.keys()]).toEqual(['b']);
});

test('a cut answer changes nothing and is asked for again from the old cursor', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.feed = [[asset('a'), county.cursor('1')], [asset('b')], [asset('b'), county.cursor('2')]];
  await page.syncNow();
  await page.syncNow();
  expect([...page.assets.value.keys()]).toEqual(['a']);
  await page.syncNow();
  expect([...page.assets.value.keys()]).toEqual(['a', 'b']);
  expect(county.asked.filter((line) => /feed/.test(line)).map((line) => line.split('=')[1])).toEqual(['', '1', '1']);
});

test('a reset forgets what the full feed no longer names', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.feed = [[asset('a'), asset('b'), county.cursor('1')], [{ kind: 'reset' }, asset('b'), county.cursor('5', true)], [asset('c'), county.cursor('6')]];
  await page.syncNow();
  await page.syncNow();
  expect([...page.assets.value.keys()].sort()).toEqual(['b', 'c']);
});

test('a reset cut between its pages leaves the old rows until it is complete', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.feed = [[asset('a'), county.cursor('1')], [{ kind: 'reset' }, asset('b'), county.cursor('5', true)], [asset('c')], [asset('c'), county.cursor('6')]];
  await page.syncNow();
  await page.syncNow();
  expect([...(await openPage()).assets.value.keys()].sort()).toEqual(['a', 'b']);
  await page.syncNow();
  expect([...page.assets.value.keys()].sort()).toEqual(['b', 'c']);
});

test('signing out drops what was pulled and asks for everything next time', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.feed = [[asset('a'), county.cursor('1')]];
  await page.syncNow();
  await page.signOut();
  expect(page.assets.value.size).toBe(0);
  expect(await page.onShelf((db) => db.count('rows'))).toBe(0);
  await page.signIn('jianguo', 'right');
  await page.syncNow();
  expect(county.asked.filter((line) => /feed/.test(line)).at(-1)).toBe('GET /api/v1/feed?cursor=');
});

test('after a restore the acknowledged items are offered again, once', async () => {
  const county = new County();
  const page = await signedIn(county);
  const id = await page.save(visit(), [photo('gone with the old disk')]);
  waitOutUndo();
  await page.syncNow();
  county.items.clear();
  county.epoch = 'second';
  await page.syncNow();
  expect([...county.items.keys()]).toEqual([id]);
  county.asked = [];
  await page.syncNow();
  expect(county.asked.filter((line) => /items/.test(line))).toEqual([]);
});

test('a suspended person, who is told nothing, still learns of a restore and brings again what was lost', async () => {
  const county = new County();
  const page = await signedIn(county);
  const id = await page.save(visit(), []);
  waitOutUndo();
  await page.syncNow();
  county.bringsOnly = true;
  await page.refreshMe();
  county.items.clear();
  county.asked = [];
  county.epoch = 'second';
  await page.syncNow();
  expect([...county.items.keys()]).toEqual([id]);
  expect(county.asked.some((line) => /feed/.test(line))).toBe(false);
  county.asked = [];
  await page.syncNow();
  expect(county.asked).toEqual(['GET /api/v1/me']);
});

test('a person whose account counts again has his work back with the first beat', async () => {
  const county = new County();
  const page = await signedIn(county);
  county.bringsOnly = true;
  await page.refreshMe();
  county.bringsOnly = false;
  county.feed = [[asset('a'), county.cursor('2')]];
  await page.syncNow();
  expect([...page.assets.value.keys()]).toEqual(['a']);
});

test('what was acknowledged before the first look is offered again too', async () => {
  const county = new County();
  const page = await signedIn(county);
  const id = await page.save(visit(), []);
  waitOutUndo();
  county.troubles.push({ on: /feed/, trouble: 'no network' });
  await page.syncNow();
  expect([...county.items.keys()]).toEqual([id]);
  county.items.clear();
  county.epoch = 'second';
  vi.setSystemTime(Date.now() + 1000);
  await page.syncNow();
  expect([...county.items.keys()]).toEqual([id]);
});

test('acknowledged bytes stay thirty days and then go', async () => {
  const county = new County();
  const page = await signedIn(county);
  await page.save(visit(), []);
  waitOutUndo();
  await page.syncNow();
  vi.setSystemTime(Date.now() + 29 * 86_400_000);
  await page.syncNow();
  expect(await page.onShelf((db) => db.count('settled'))).toBe(1);
  vi.setSystemTime(Date.now() + 2 * 86_400_000);
  await page.syncNow();
  expect(await page.onShelf((db) => db.count('settled'))).toBe(0);
});

describe('the echo of what the person just did', () => {
  const begin = { kind: 'order.begin' as const, subjectId: 'order-1', baseVersion: 3, title: '修路灯', payload: { place: null, scanned: { by: 'list' as const, token: null, short_code: null } } };
  const finish = { ...begin, kind: 'order.finish' as const, baseVersion: 4, payload: { ...begin.payload, materials: [], actual_cost_fen: 12000, words: '' } };

  test('commands chained offline move the order one version each', async () => {
    const county = new County();
    const page = await signedIn(county);
    county.feed = [[order(3, 'assigned'), county.cursor('1')]];
    await page.syncNow();
    await page.save(begin, [photo('before', 'before/1')]);
    expect(page.orders.value.get('order-1')).toMatchObject({ status: 'in_repair', version: 4, may: ['pause', 'finish'] });
    await page.save(finish, [photo('after', 'after/1')]);
    expect(page.orders.value.get('order-1')).toMatchObject({ status: 'finished', version: 5, actual_cost_fen: 12000 });
  });

  test('it stays between the receipt and the pull, and ends when the pull brings the truth', async () => {
    const county = new County();
    const page = await signedIn(county);
    county.feed = [[order(3, 'assigned'), county.cursor('1')]];
    await page.syncNow();
    await page.save(begin, []);
    waitOutUndo();
    county.troubles = [{ on: /feed/, trouble: 'no network' }];
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    expect(page.orders.value.get('order-1')).toMatchObject({ status: 'in_repair', version: 4 });
    vi.setSystemTime(Date.now() + 1000);
    county.feed = [[order(4, 'paused'), county.cursor('2')]];
    await page.syncNow();
    expect(page.orders.value.get('order-1')).toMatchObject({ status: 'paused', version: 4 });
  });

  test('a conflict shows the truth of the server, not the wish', async () => {
    const county = new County();
    const page = await signedIn(county);
    county.feed = [[order(3, 'assigned'), county.cursor('1')]];
    await page.syncNow();
    const id = await page.save(begin, []);
    county.verdicts.set(id, { status: 'conflict', reason_zh: '别人已先办了' });
    waitOutUndo();
    await page.syncNow();
    expect(page.orders.value.get('order-1')).toMatchObject({ status: 'assigned', version: 3 });
  });

  test('a visit marks the asset as seen today and its task as handed in', async () => {
    const county = new County();
    const page = await signedIn(county);
    const task = { kind: 'task', id: 'task-1', row: { asset_id: 'a', status: 'overdue', version: 1 } };
    county.feed = [[asset('a'), task, county.cursor('1')]];
    await page.syncNow();
    await page.save(visit('a', { task_id: 'task-1', all_normal: false, answers: [{ code: 'WE01', value: 'problem' }] }), []);
    expect(page.tasks.value.get('task-1')?.status).toBe('submitted');
    expect(page.assets.value.get('a')).toMatchObject({ last_inspected_on: '2026-11-24', last_result: 'problem' });
  });

  test('undo takes the echo back too', async () => {
    const county = new County();
    const page = await signedIn(county);
    county.feed = [[order(3, 'assigned'), county.cursor('1')]];
    await page.syncNow();
    const id = await page.save(begin, []);
    await page.undo(id);
    expect(page.orders.value.get('order-1')).toMatchObject({ status: 'assigned', version: 3 });
  });
});
