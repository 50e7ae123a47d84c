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
