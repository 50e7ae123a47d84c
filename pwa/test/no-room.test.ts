/** A phone without any room still sends: that is what frees it. */
import { fireEvent, render } from '@testing-library/preact';
import { h } from 'preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { calm, openPage, photo, show, signedIn, visit, waitOutUndo, type Page } from './phone';

const USER = 'user-jianguo';
const FULL = '手机满了。请删点照片或视频，没传的会自己接着传';

interface Commit {
  _markFinished(): void;
  _abort(name: string): void;
}

/**
 * Nothing more can be written unless `free`; as in chromium, the browser says so when a transaction is to be committed.
 * `toTheBrim`: the disk has no room for the shelf's own log either, so nothing can be taken away.
 */
function full(free: () => boolean = () => false, toTheBrim = false): void {
  const doomed = new WeakSet<object>();
  const doom = (tx: IDBTransaction) => void (free() || doomed.add(tx));
  const { put, delete: remove } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...told) {
    doom(this.transaction);
    return put.apply(this, told);
  });
  if (toTheBrim) vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
    doom(this.transaction);
    return remove.call(this, key);
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

test('where not even the photos can be cleared away, everything still goes out', async () => {
  const county = new County();
  county.largestBatch = 1;
  const page = await signedIn(county);
  for (const asset of ['well', 'road']) await page.save(visit(asset), [photo(asset)]);
  waitOutUndo();
  full(() => false, true);
  await page.syncNow();
  expect([county.items.size, county.files.size]).toEqual([2, 2]);
  expect(page.syncState.value.problem).toBe(FULL);
});

describe('whoever leaves a full phone', () => {
  const ASSET = { kind: 'asset', id: 'well', row: { name: 'well', tokens: [], short_codes: [], open_reports: [] } };
  const forgotten: string[] = [];
  let county: County;
  let page: Page;

  beforeEach(async () => {
    forgotten.length = 0;
    vi.stubGlobal('caches', { delete: (name: string) => Promise.resolve(forgotten.push(name) > 0) });
    county = new County();
    page = await signedIn(county);
    county.feed = [[ASSET, county.cursor('1')]];
    await page.syncNow();
  });
  afterEach(() => vi.unstubAllGlobals());

  /** The row that he was shown may lie there still: nobody else reads it. */
  const nextSees = async (): Promise<string[]> => {
    vi.restoreAllMocks();
    const next = await openPage();
    await next.signIn('guilan', 'right');
    return [next.me.value!.user_id, ...next.assets.value.keys()];
  };

  test('is gone, his pictures too, and the next person sees nothing of him', async () => {
    full();
    await page.signOut();
    expect([page.me.value, page.signedOut.value, [...page.assets.value.keys()]]).toEqual([null, 'yes', []]);
    expect(forgotten).toEqual(['guanhu-photos']);
    expect(county.signedIn).toBe('jianguo'); // no room for what is owed: the cookie waits for the next person
    expect(await nextSees()).toEqual(['user-guilan']);
  });

  test('owes his goodbye as soon as his leaving made room for that, and pays it without being asked', async () => {
    let freed = false;
    const remove = IDBObjectStore.prototype.delete;
    full(() => freed);
    vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
      freed ||= key === 'me';
      return remove.call(this, key);
    });
    await page.signOut();
    expect(county.signedIn).toBeNull();
    expect(await page.recall('sign_out')).toBe('done');
  });

  test('because somebody ended his sign-in sees nothing any more, now and at once his pictures are gone', async () => {
    full();
    county.troubles = [{ on: /feed/, trouble: 401, code: 'accounts/session-revoked' }];
    await page.syncNow();
    expect(page.signedOut.value).toBe('revoked');
    expect(forgotten).toEqual(['guanhu-photos']);
  });

  test('and cannot, reads that it did not go', async () => {
    const { ToastRegion } = await import('../src/ui/toast');
    const seen = await show(() => import('../src/screens/settings/settings'));
    render(h(ToastRegion, {}));
    full(() => false, true);
    fireEvent.click(seen.getByTestId('sign-out'));
    fireEvent.click(await seen.findByTestId('sign-out-sure'));
    await calm(page);
    await seen.findByText(/没存成/);
    expect(page.me.value?.user_id).toBe(USER);
  });
});
