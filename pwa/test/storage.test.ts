/** The shelf under the browser's hands: asked to be kept, nearly full, closed behind a sleeping page, written for good. */
import { forceCloseDatabase } from 'fake-indexeddb';
import { unwrap } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { calm, photo, show, showOutbox, showToday, signedIn, visit, waitOutUndo, type Page } from './phone';

/** What this browser's `navigator.storage` can do; none at all in an old one. */
function storage(manager?: Partial<Record<keyof StorageManager, unknown>>): void {
  Object.defineProperty(navigator, 'storage', { configurable: true, value: manager });
}

afterEach(() => storage());

const showKept = () => show(() => import('../src/screens/kept/kept'));

async function started(county = new County()): Promise<Page> {
  const page = await signedIn(county);
  page.start();
  await calm(page);
  return page;
}

describe('the browser is asked to keep the shelf, and its answer can be read', () => {
  test.each([[true, '不会，存牢了'], [false, '手机太满时可能会清']])('asked, it answers %s', async (answer, words) => {
    const persist = vi.fn(() => Promise.resolve(answer));
    storage({ persist, persisted: () => Promise.resolve(false) });
    await started();
    expect(persist).toHaveBeenCalledTimes(1);
    expect((await showKept()).getByText(new RegExp(words))).toBeTruthy();
  });

  test('one that has promised before is not asked again', async () => {
    const persist = vi.fn();
    storage({ persist, persisted: () => Promise.resolve(true) });
    await started();
    expect(persist).not.toHaveBeenCalled();
    expect((await showKept()).getByText(/不会，存牢了/)).toBeTruthy();
  });

  test('one that cannot be asked is not taken for a yes', async () => {
    storage();
    await started();
    expect((await showKept()).getByText(/这台手机没说，请常上传/)).toBeTruthy();
  });
});

describe('a phone that is nearly full says so before a save fails', () => {
  const MB = 1_000_000;
  const room = (quota: number, usage: number) => storage({ estimate: () => Promise.resolve({ quota, usage }) });
  const isSaid = async (screen: typeof showToday) => (await screen()).queryAllByTestId('nearly-full').length > 0;

  test.each([
    ['less than 200 MB of little', 1000 * MB, 850 * MB, true],
    ['less than a tenth of much', 60_000 * MB, 55_000 * MB, true],
    ['enough of both', 60_000 * MB, 1000 * MB, false],
  ])('%s', async (_, quota, usage, said) => {
    room(quota, usage);
    await started();
    expect(await isSaid(showKept)).toBe(said);
  });

  test.each([['has no such question', undefined], ['refuses to tell', () => Promise.reject(new TypeError('no'))]])('a browser that %s: nothing is said', async (_, estimate) => {
    storage({ estimate });
    await started();
    expect(await isSaid(showKept)).toBe(false);
  });

  test('it is looked at again after each save, and said on 今天 and among the unsent with what to do', async () => {
    room(1000 * MB, 0);
    const page = await started();
    expect(await isSaid(showToday)).toBe(false);
    room(1000 * MB, 990 * MB);
    await page.save(visit(), [photo('a')]);
    const today = await showToday();
    expect((await today.findAllByTestId('nearly-full'))[0]!.textContent).toContain('删点照片或视频');
    expect(await isSaid(showOutbox)).toBe(true);
  });
});

describe('a connection that the system closed behind a sleeping page', () => {
  test('is opened again by the next save and the next look', async () => {
    const page = await signedIn(new County());
    await page.onShelf((db) => Promise.resolve(unwrap(db).close()));
    const id = await page.save(visit(), [photo('a crack')]);
    await page.onShelf((db) => Promise.resolve(unwrap(db).close()));
    expect(await page.itemsOf('user-jianguo')).toMatchObject([{ id, fileCount: 1 }]);
    expect(await page.filesOf(id)).toHaveLength(1);
  });

  test('is not used again where the browser says that it closed it', async () => {
    const page = await signedIn(new County());
    const before = await page.onShelf((db) => Promise.resolve(unwrap(db)));
    forceCloseDatabase(before as unknown as typeof IDBDatabase); // its own types ask for the class
    await vi.waitFor(async () => expect(await page.onShelf((db) => Promise.resolve(unwrap(db)))).not.toBe(before));
    await page.save(visit(), []);
    expect(page.outbox.value).toHaveLength(1);
  });

  test('makes way for a newer app in another page', async () => {
    const page = await signedIn(new County());
    await page.save(visit(), []);
    const newer = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('guanhu', 2);
      opening.onsuccess = () => resolve(opening.result);
      opening.onblocked = () => reject(new Error('the old page holds the shelf'));
    });
    expect([...newer.objectStoreNames]).toContain('items');
    newer.close();
  });
});

describe('a receipt and a save count only once the disk has them', () => {
  /** The transactions that wrote to the items, with what was asked of them. */
  function writes(): { stores: string[]; durability: string | undefined }[] {
    const spy = vi.mocked(IDBDatabase.prototype.transaction);
    return spy.mock.calls.filter(([stores, mode]) => mode === 'readwrite' && [stores].flat().includes('items'))
      .map(([stores, , options]) => ({ stores: [stores].flat().map(String), durability: options?.durability }));
  }

  test('every write to an item asks the browser for durability', async () => {
    const county = new County();
    const page = await signedIn(county);
    vi.spyOn(IDBDatabase.prototype, 'transaction');
    await page.save(visit(), [photo('a crack')]);
    expect(writes()).toEqual([{ stores: ['items', 'files', 'drafts'], durability: 'strict' }]);
    waitOutUndo();
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
    expect(writes().at(-1)).toEqual({ stores: ['items', 'files', 'settled'], durability: 'strict' });
    expect(writes().every(({ durability }) => durability === 'strict')).toBe(true);
  });
});

describe('a page that is looked at again', () => {
  const look = (state: DocumentVisibilityState) => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    document.dispatchEvent(new Event('visibilitychange'));
  };

  test('sends what waits; one that is put away asks nothing', async () => {
    const county = new County();
    const page = await started(county);
    const id = await page.save(visit(), []);
    await calm(page);
    waitOutUndo();
    county.asked = [];
    look('hidden');
    await calm(page);
    expect(county.asked).toEqual([]);
    look('visible');
    await calm(page);
    expect([...county.items.keys()]).toEqual([id]);
  });

  test('after a night without news of its network, sends as soon as it is looked at', async () => {
    const county = new County();
    const page = await started(county);
    dispatchEvent(new Event('offline'));
    const id = await page.save(visit(), []);
    await calm(page);
    waitOutUndo();
    look('visible'); // the network is back, and nobody said so
    await calm(page);
    expect([...county.items.keys()]).toEqual([id]);
  });

  test('finds that the network has gone meanwhile, and asks for nothing', async () => {
    const county = new County();
    const page = await started(county);
    await page.save(visit(), []);
    await calm(page);
    waitOutUndo();
    county.asked = [];
    const believed = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    look('visible');
    await calm(page);
    believed.mockRestore();
    expect(county.asked).toEqual([]);
    expect(page.syncState.value.phase).toBe('offline');
  });
});
