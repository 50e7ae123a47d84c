/** Three ways in which the best systems lose records in silence; none of them is ours. */
import { describe, expect, test } from 'vitest';
import { County } from './county';
import { openPage, photo, signedIn, visit, waitOutUndo } from './phone';

/** A signed-in page with one saved visit of two photos, past its five seconds. */
async function saved(county: County) {
  const page = await signedIn(county);
  const id = await page.save(visit(), [photo('one'), photo('two', 'problem/WE01/2')]);
  waitOutUndo();
  return { page, id };
}

describe('an answer that is not the hoped-for one takes the item off the phone (FixMyStreet, offline.js)', () => {
  test.each([400, 403, 404, 409, 422, 500, 502])('%i, and once more: the item and its photos stay in sight', async (status) => {
    const county = new County();
    const { page, id } = await saved(county);
    for (let round = 0; round < 2; round += 1) {
      county.troubles = [{ on: /items/, trouble: status }, { on: /items/, trouble: status }];
      await page.syncNow();
    }
    expect((await openPage()).outbox.value).toMatchObject([{ id, fileCount: 2 }]);
    expect(await page.filesOf(id)).toHaveLength(2);
    expect(county.items.size).toBe(0);
  });
});

describe('a photo that is missing on the phone is passed over, and the record counts as sent (Enketo, 1043)', () => {
  test('the record stays in sight and says that the phone has lost a photo, over a restart too', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    const [gone] = await page.filesOf(id);
    await page.onShelf((db) => db.delete('files', [id, gone!.sha256]));
    await page.syncNow();
    await page.syncNow();
    const lacking = { id, state: 'lacking_files', missing: 1, reason: expect.stringContaining('照片在手机上找不到了') };
    expect(page.outbox.value).toMatchObject([lacking]);
    expect(county.files.size).toBe(1);
    expect((await openPage()).outbox.value).toMatchObject([lacking]);
  });

  /** A page whose record has lost one of its two photos, which the person has seen. */
  async function bereft(county: County) {
    const { page, id } = await saved(county);
    const [gone, left] = await page.filesOf(id);
    await page.onShelf((db) => db.delete('files', [id, gone!.sha256]));
    await page.syncNow();
    return { page, id, gone: gone!.sha256, left: left! };
  }

  test('handed in without it, the loss is declared by name, and the record settles', async () => {
    const county = new County();
    const { page, id, gone, left } = await bereft(county);
    expect(county.losses.size).toBe(0);
    await page.handInWithout(id);
    await page.syncNow();
    expect([...county.losses]).toEqual([[id, [gone]]]);
    expect(county.files.has(left.sha256)).toBe(true);
    expect(page.outbox.value).toEqual([]);
  });

  test('given up without a network, it waits over a restart and is declared later', async () => {
    const county = new County();
    const { page, id, gone } = await bereft(county);
    county.troubles = Array.from({ length: 4 }, () => ({ on: /./, trouble: 'no network' as const }));
    await page.handInWithout(id);
    await page.syncNow();
    expect(county.losses.size).toBe(0);
    const later = await openPage();
    expect(later.outbox.value).toMatchObject([{ id, lost: 1, givenUp: true }]);
    county.troubles = [];
    await later.syncNow();
    expect([...county.losses]).toEqual([[id, [gone]]]);
    expect(later.outbox.value).toEqual([]);
  });

  test('a photo that the phone still has is not declared with the one that is gone, though the server refuses it', async () => {
    const county = new County();
    const { page, id, gone, left } = await bereft(county);
    county.files.clear();
    county.refusedFiles.add(left.sha256);
    await page.onShelf(async (db) => db.put('items', { ...(await db.get('items', id))!, state: 'waiting' }));
    await page.syncNow();
    await page.handInWithout(id);
    await page.syncNow();
    expect([...county.losses]).toEqual([[id, [gone]]]);
    expect(page.outbox.value).toMatchObject([{ id, missing: 1, lost: 0 }]);
    expect(await page.filesOf(id)).toHaveLength(1);
  });
});

describe('a photo that lies on the phone and that the server never takes', () => {
  /** A page whose record has one photo that the server refuses, so often tried; nobody has said yet what shall become of it. */
  async function spoilt(county: County, tries: number) {
    const { page, id } = await saved(county);
    const { sha256 } = photo('one');
    county.refusedFiles.add(sha256);
    for (let i = 0; i < tries; i += 1) await page.syncNow();
    return { page, id, sha256 };
  }

  test('is never declared by itself, and keeps lying here, however often it was refused', async () => {
    const county = new County();
    const { page, id, sha256 } = await spoilt(county, 10);
    expect(county.losses.size).toBe(0);
    expect(page.outbox.value).toMatchObject([{ id, missing: 1, lost: 1, spoilt: true, givenUp: false, reason: '不行422' }]);
    expect(await page.fileOf(id, sha256)).toBeTruthy();
  });

  test('cannot be given up before it was refused for good: twice may be a bad line', async () => {
    const county = new County();
    const { page, id } = await spoilt(county, 2);
    expect(page.outbox.value).toMatchObject([{ id, missing: 1, lost: 0 }]);
    await page.handInWithout(id);
    await page.syncNow();
    await page.syncNow();
    expect(county.losses.size).toBe(0);
  });

  test('given up by the person it is declared by name and sent no more, and the record settles with the other photo', async () => {
    const county = new County();
    const { page, id, sha256 } = await spoilt(county, 3);
    await page.handInWithout(id);
    county.asked = [];
    await page.syncNow();
    expect([[...county.losses], page.outbox.value, county.files.size]).toEqual([[[id, [sha256]]], [], 1]);
    expect(county.asked.filter((line) => line.includes(sha256))).toEqual([]);
  });

  test('goes after all when the server has changed its mind and the person asks for it', async () => {
    const county = new County();
    const { page } = await spoilt(county, 5);
    county.refusedFiles.clear();
    await page.syncNow();
    expect([county.files.size, county.losses.size, page.outbox.value]).toEqual([2, 0, []]);
  });
});

describe('a record that was refused three times is tried no more and looks saved (CHT, 5701 and 11306)', () => {
  test('after ten refusals it still waits in sight, and goes through once the server has healed', async () => {
    const county = new County();
    const { page, id } = await saved(county);
    county.poisons.set(id, { batch: 'refuses all', alone: 500 });
    for (let round = 0; round < 10; round += 1) await page.syncNow();
    expect(page.outbox.value).toMatchObject([{ id, state: 'waiting', sent: false }]);
    expect(page.outbox.value[0]!.reason).toBeTruthy();
    county.poisons.clear();
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    expect([...county.items.keys()]).toEqual([id]);
    expect(county.files.size).toBe(2);
  });
});

describe('a server set back to an older copy misses photos that the phone no longer has', () => {
  /** A page whose record was settled with its two photos; then the server forgets it, and both. */
  async function setBack(county: County) {
    const { page, id } = await saved(county);
    const photos = await page.filesOf(id);
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    county.items.clear();
    county.files.clear();
    county.epoch = 'second';
    return { page, id, sha256s: photos.map(({ sha256 }) => sha256) };
  }

  test('it says so by name, once, so that nobody waits for them', async () => {
    const county = new County();
    const { page, id, sha256s } = await setBack(county);
    await page.syncNow();
    expect([...county.items.keys()]).toEqual([id]);
    expect(county.losses.get(id)?.sort()).toEqual(sha256s.sort());
    county.asked = [];
    await page.syncNow();
    expect(county.asked.filter((line) => /items|losses/.test(line))).toEqual([]);
  });

  test.each(['no network', 500, 429] as const)('cut off at that moment (%s), it says so later', async (trouble) => {
    const county = new County();
    const { page, id, sha256s } = await setBack(county);
    county.troubles = [{ on: /losses/, trouble }];
    await page.syncNow();
    expect(county.losses.size).toBe(0);
    await (await openPage()).syncNow();
    expect(county.losses.get(id)?.sort()).toEqual(sha256s.sort());
  });

  test.each(['quarantined', 'conflict', 'rejected', 'id_reused'] as const)('what it does not take as it did (%s) comes back in sight with the reason, over a restart too', async (status) => {
    const county = new County();
    const { page, id } = await setBack(county);
    county.verdicts.set(id, { status, reason_zh: '要人看看' });
    const { bytes } = (await page.onShelf((db) => db.get('settled', id)))!;
    await page.syncNow();
    const later = await openPage();
    expect(later.outbox.value).toMatchObject([{ id, title: '3号井', state: status, reason: '要人看看', sent: true }]);
    expect((await later.itemOf(id))?.bytes).toEqual(bytes);
    expect(await later.undo(id)).toBe(false);
    county.asked = [];
    await later.syncNow();
    expect(county.asked.filter((line) => /items/.test(line))).toEqual([]);
  });

  test('what came back is settled again when somebody admits it', async () => {
    const county = new County();
    const { page, id } = await setBack(county);
    county.verdicts.set(id, { status: 'quarantined', reason_zh: '要人看看' });
    await page.syncNow();
    const row = { item_id: id, outcome: 'admitted', reason_zh: null, reason_en: null, decided_at: '2026-11-24T03:00:00Z' };
    county.feed = [[{ kind: 'decision', id, row }, county.cursor('2')]];
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    expect(await page.onShelf((db) => db.get('settled', id))).toMatchObject({ offer: 0, decision: { outcome: 'admitted' } });
  });

  test('what somebody had decided already is settled as it was', async () => {
    const county = new County();
    const { page, id } = await setBack(county);
    county.verdicts.set(id, { status: 'quarantined', reason_zh: '要人看看' });
    county.decisions.set(id, { item_id: id, outcome: 'admitted', reason_zh: null, reason_en: null, decided_at: '2026-11-24T03:00:00Z' });
    await page.syncNow();
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
  });

  test('a photo that lies here with another record is brought, not declared', async () => {
    const county = new County();
    const { page, id, sha256s } = await setBack(county);
    county.verdicts.set(await page.save(visit('asset-2'), [photo('one')]), { status: 'rejected' });
    waitOutUndo();
    await page.syncNow();
    const here = photo('one').sha256;
    expect(county.files.has(here)).toBe(true);
    expect(county.losses.get(id)).toEqual(sha256s.filter((sha256) => sha256 !== here));
  });

  test('photos of which the server still has the bytes are not declared', async () => {
    const county = new County();
    const { page } = await saved(county);
    await page.syncNow();
    county.items.clear();
    county.epoch = 'second';
    await page.syncNow();
    expect(county.losses.size).toBe(0);
  });
});
