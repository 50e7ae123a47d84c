import { describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { openPage, photo, signedIn, visit, waitOutUndo, type Page } from './phone';

describe('saving', () => {
  test('a saved visit with photos is still there after the browser was killed', async () => {
    const county = new County();
    const page = await signedIn(county);
    const id = await page.save(visit(), [photo('a crack'), photo('the other side', 'problem/WE01/2')]);
    county.troubles = [{ on: /me/, trouble: 'no network' }];
    const again = await openPage();
    expect(again.outbox.value).toMatchObject([{ id, title: '3号井', state: 'waiting', fileCount: 2, sent: false }]);
    expect((await again.filesOf(id)).map(({ data }) => new TextDecoder().decode(data)).sort()).toEqual(['a crack', 'the other side']);
  });

  test('a save that does not fit leaves neither item nor photo', async () => {
    const page = await signedIn(new County());
    const broken = { ...photo('x'), bytes: (() => 1) as unknown as ArrayBuffer };
    await expect(page.save(visit(), [photo('fine'), broken])).rejects.toThrow();
    expect(page.outbox.value).toEqual([]);
    expect(await page.onShelf((db) => db.count('files'))).toBe(0);
  });

  test.each(['QuotaExceededError', 'DataError', 'UnknownError'])('a full phone (%s) is called full, and nothing is kept by half', async (name) => {
    const page = await signedIn(new County());
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => { throw new DOMException('no room', name); });
    await expect(page.save(visit(), [photo('a')])).rejects.toMatchObject({ sentence: expect.stringContaining('手机满了') });
    expect(await page.onShelf((db) => db.count('files'))).toBe(0);
    await page.save(visit(), [photo('a')]);
    expect(page.outbox.value).toMatchObject([{ fileCount: 1 }]);
  });

  test('undo within five seconds takes it back, and nothing was ever sent', async () => {
    const county = new County();
    const page = await signedIn(county);
    const id = await page.save(visit(), [photo('a')]);
    await page.syncNow();
    expect(await page.undo(id)).toBe(true);
    waitOutUndo();
    await page.syncNow();
    expect(county.items.size).toBe(0);
    expect(page.outbox.value).toEqual([]);
  });

  test('undo after it was sent says no and changes nothing', async () => {
    const county = new County();
    const page = await signedIn(county);
    const id = await page.save(visit(), []);
    waitOutUndo();
    county.troubles = [{ on: /PUT .*items/, trouble: 'no network' }];
    await page.syncNow();
    expect(await page.undo(id)).toBe(false);
    expect(page.outbox.value).toHaveLength(1);
  });

  test('items count up per device and carry the last server time', async () => {
    const county = new County();
    const page = await signedIn(county);
    await page.save(visit(), []);
    await page.save(visit(), []);
    waitOutUndo();
    await page.syncNow();
    const sent = [...county.items.values()].map(({ bytes }) => JSON.parse(bytes) as { device_seq: number; server_beacon: string });
    expect(sent.map(({ device_seq }) => device_seq)).toEqual([1, 2]);
    expect(sent[0]!.server_beacon).toBe('2026-11-24T02:00:00.000Z');
  });

  test('a clock set back does not hold an item for ever', async () => {
    const county = new County();
    const page = await signedIn(county);
    await page.save(visit(), []);
    vi.setSystemTime(new Date('2020-01-01T00:00:00Z'));
    await page.syncNow();
    expect(county.items.size).toBe(1);
  });
});

describe('one phone, two people', () => {
  test('the next person neither sees nor sends what the first one saved', async () => {
    const county = new County();
    const page = await signedIn(county, 'jianguo');
    const id = await page.save(visit(), [photo('his')]);
    waitOutUndo();
    await page.signOut();
    await page.signIn('guilan', 'right');
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    expect(county.items.has(id)).toBe(false);
  });

  test('the first person finds it again and it is sent in his name', async () => {
    const county = new County();
    const page = await signedIn(county, 'jianguo');
    const id = await page.save(visit(), [photo('his')]);
    waitOutUndo();
    await page.signOut();
    await page.signIn('guilan', 'right');
    await page.signOut();
    await page.signIn('jianguo', 'right');
    await page.syncNow();
    expect(county.items.get(id)?.author).toBe('user-jianguo');
    expect(county.files.size).toBe(1);
  });

  test('signing out without a network keeps the outbox and gives the cookie back later', async () => {
    const county = new County();
    const page = await signedIn(county);
    await page.save(visit(), []);
    county.troubles = [{ on: /me/, trouble: 'no network' }];
    await page.signOut();
    expect(county.signedIn).toBe('jianguo');
    await openPage();
    await vi.waitFor(() => expect(county.signedIn).toBeNull());
    expect(await page.itemsOf('user-jianguo')).toHaveLength(1);
  });
});

interface Parcel {
  items: { bytes: string; files: { base64: string }[] }[];
}

async function parcelsOf(page: Page, most?: number): Promise<Parcel[]> {
  const blobs = await page.asFiles('user-jianguo', most);
  return Promise.all(blobs.map(async (blob) => JSON.parse(await blob.text()) as Parcel));
}

test('存成文件 makes several files of a full outbox, each item whole in one of them', async () => {
  const page = await signedIn(new County());
  for (const words of ['one', 'two', 'three', 'four', 'five']) await page.save(visit(), [photo(words)]);
  const sizes = (await page.itemsOf('user-jianguo')).map(({ size }) => size);
  const parcels = await parcelsOf(page, Math.max(...sizes) * 2);
  expect(parcels.map(({ items }) => items.length)).toEqual([2, 2, 1]);
  expect(parcels.flatMap(({ items }) => items.map(({ files }) => atob(files[0]!.base64)))).toEqual(['one', 'two', 'three', 'four', 'five']);
  expect((await parcelsOf(page, 1)).map(({ items }) => items.length)).toEqual([1, 1, 1, 1, 1]);
});

test('存成文件 leaves another person’s items on his side', async () => {
  const county = new County();
  await (await signedIn(county)).save(visit(), [photo('his')]);
  const page = await signedIn(county, 'xiuying');
  expect(await page.asFiles('user-xiuying')).toEqual([]);
});

test('存成文件 holds every unsent item with its photos, byte for byte', async () => {
  const page = await signedIn(new County());
  await page.save(visit(), [photo('a crack')]);
  const [parcel] = await parcelsOf(page);
  expect(parcel).toMatchObject({ format: 'guanhu-outbox', version: 1 });
  expect(JSON.parse(parcel!.items[0]!.bytes)).toMatchObject({ kind: 'inspection.file', subject_id: 'asset-1' });
  expect(atob(parcel!.items[0]!.files[0]!.base64)).toBe('a crack');
});

test('a visit that was begun survives a killed browser, with a fresh preview of its photo', async () => {
  const page = await signedIn(new County());
  await page.keepDraft('visit/asset-1', { step: 2, photos: [photo('half done')] });
  const again = await openPage();
  const kept = await again.draft<{ step: number; photos: ReturnType<typeof photo>[] }>('visit/asset-1');
  expect(kept?.step).toBe(2);
  expect(new TextDecoder().decode(kept?.photos[0]?.bytes)).toBe('half done');
  expect(kept?.photos[0]?.previewUrl).toMatch(/^blob:(?!gone)/);
});

test('what was never begun is known at once; what was begun, here or on another page, is asked of the shelf', async () => {
  const page = await signedIn(new County());
  expect(page.isUnbegun('visit/asset-1')).toBe(false);
  await page.keepDraft('visit/asset-1', { step: 2, photos: [] });
  await page.learnDrafts();
  expect([page.isUnbegun('visit/asset-1'), page.isUnbegun('visit/asset-2')]).toEqual([false, true]);
  const other = await openPage();
  await other.learnDrafts();
  await other.keepDraft('visit/asset-2', { step: 1, photos: [] });
  await vi.waitFor(() => expect([page.isUnbegun('visit/asset-2'), page.isUnbegun('visit/asset-3')]).toEqual([false, true]));
});
