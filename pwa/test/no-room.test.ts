/** A phone without any room still sends: that is what frees it. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { openPage, photo, signedIn, visit, waitOutUndo, type Page } from './phone';

const USER = 'user-jianguo';
const FULL = '手机满了。请删点照片或视频，没传的会自己接着传';

interface Commit {
  _markFinished(): void;
  _abort(name: string): void;
}

/** Nothing more can be written unless `free`; as in chromium, the browser says so when a transaction is to be committed. */
function full(free: () => boolean = () => false): void {
  const doomed = new WeakSet<object>();
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...told) {
    if (!free()) doomed.add(this.transaction);
    return put.apply(this, told);
  });
  const commit = IDBTransaction.prototype as unknown as Commit;
  const finish = commit._markFinished;
  vi.spyOn(commit, '_markFinished').mockImplementation(function (this: Commit) {
    if (doomed.delete(this)) this._abort('QuotaExceededError');
    else finish.call(this);
  });
}

const uploads = (county: County): string[] => county.asked.filter((line) => line.startsWith('PUT /api/v1/files'));

/** A page with one saved visit and its two photos, on a phone that is full from now on. */
async function fullPhone(free?: () => boolean): Promise<{ county: County; page: Page; id: string }> {
  const county = new County();
  const page = await signedIn(county);
  const id = await page.save(visit(), [photo('one'), photo('two', 'problem/WE01/2')]);
  waitOutUndo();
  county.asked = [];
  full(free);
  return { county, page, id };
}

describe('with no room for a single word', () => {
  let phone: Awaited<ReturnType<typeof fullPhone>>;
  beforeEach(async () => {
    phone = await fullPhone();
    await phone.page.syncNow();
  });

  test('the visit and its photos arrive, and the person reads what is wrong', async () => {
    const { county, page, id } = phone;
    expect([...county.items.keys()]).toEqual([id]);
    expect(county.files.size).toBe(2);
    expect(page.syncState.value.problem).toBe(FULL);
  });

  test('no photo is carried twice, in this run and after the app was opened anew', async () => {
    const { county, page } = phone;
    await page.syncNow();
    await page.syncNow();
    await (await openPage()).syncNow();
    expect(uploads(county)).toHaveLength(2);
  });

  test('nothing leaves the phone for good before it is in the history; then it does', async () => {
    const { page, id } = phone;
    expect(await page.itemOf(id)).toMatchObject({ id });
    vi.restoreAllMocks();
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    expect(await page.onShelf((db) => db.get('settled', id))).toMatchObject({ id, kind: 'inspection.file' });
    expect(page.syncState.value.problem).toBeNull();
  });

  test('what has left cannot be taken back', async () => {
    const { page, id } = phone;
    expect(await page.undo(id)).toBe(false);
  });
});

test('the room that the photos leave is enough for the history', async () => {
  let freed = false;
  const remove = IDBObjectStore.prototype.delete;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
    freed ||= [...this.transaction.objectStoreNames].join() === 'files'; // nothing is freed by what is undone
    return remove.call(this, key);
  });
  const { county, page } = await fullPhone(() => freed);
  await page.syncNow();
  expect(page.outbox.value).toEqual([]);
  expect(await page.onShelf((db) => db.count('files'))).toBe(0);
  expect(county.files.size).toBe(2);
  expect(page.syncState.value.problem).toBeNull();
});

test('a photo that the server has not got stays, however full the phone', async () => {
  const { county, page, id } = await fullPhone();
  county.troubles = [{ on: /files/, trouble: 500 }];
  await page.syncNow();
  expect(await page.filesOf(id)).toHaveLength(2);
  expect(page.outbox.value).toMatchObject([{ id, missing: 1 }]);
  await page.syncNow();
  expect(county.files.size).toBe(2);
  expect(uploads(county)).toHaveLength(3);
});

test('a photo that the server refuses is not tried for ever', async () => {
  const { county, page } = await fullPhone();
  county.refusedFiles.add(photo('one').sha256);
  for (let i = 0; i < 3; i += 1) await page.syncNow();
  expect(page.outbox.value).toMatchObject([{ missing: 1, spoilt: true }]);
  expect(await page.filesOf(page.outbox.value[0]!.id)).toHaveLength(2);
});

test('where nothing waits to be sent, the news find no room and the person reads that', async () => {
  const county = new County();
  const page = await signedIn(county);
  full();
  await page.syncNow();
  expect(page.syncState.value.problem).toBe(FULL);
  expect(await page.itemsOf(USER)).toEqual([]);
});
