/** One press, one record: however quick the fingers, and whenever the phone dies. */
import { fireEvent, render } from '@testing-library/preact';
import { h } from 'preact';
import { describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { calm, openPage, photo, show, visit, workerPage, type Page, type Row } from './phone';

const USER = 'user-jianguo';
const TOLD = { category: 'other', severity: null, words: '水管裂了', photos: [photo('a crack', '')] };

const ROWS: Row[] = [
  ['asset', 'well', {
    name: '2号井', asset_type: 'well', line: null, units: [], tokens: [], short_codes: [], plates: [], last_photo: null, version: 1,
    open_reports: [{ id: 'danger', title: '井盖没了', status: 'confirmed', danger: 'open', safe_by: null }],
  }],
  ['template', 'well', { asset_type: 'well', version: '1', scope: 'whole', notice: null, items: [] }],
  ['task', 'round', { asset_id: 'well', status: 'pending', due_on: '2026-11-30', window_start_on: '2026-11-01', photo_asked: false, version: 1 }],
  ['report', 'told', {
    asset_id: 'well', title: '井不出水', words: '', severity: 'major', status: 'submitted', photos: [], mine: false, may: ['verify', 'reject'], version: 1,
    reported_at: '2026-11-20T00:00:00Z',
  }],
  ['report', 'mended', {
    asset_id: 'other', title: '灯不亮', words: '', severity: 'minor', status: 'resolved', photos: [], mine: true, may: ['mended', 'not_mended'], version: 1,
    reported_at: '2026-11-20T00:00:00Z',
  }],
  ['order', 'paused', {
    asset_id: 'well', order_no: 'WX1', report_id: null, title: '换泵', words: '', severity: 'major', status: 'paused', before: [], after: [],
    due_on: null, actual_cost_fen: null, defects: null, mine: true, may: ['resume', 'pause'], version: 1,
  }],
  ['blank_tag', 'fresh', { token: 'fresh', short_code: 'ABCD2345', region_code: '140699101001', village: '前窑村' }],
];

/** A worker's page at this address, with what his village knows and nothing begun. */
const worker = (address?: string): Promise<Page> => workerPage(new County(), ROWS, address);

const draftOf = (key: string, value: object) => (page: Page) => page.keepDraft(`${USER}/${key}`, value);
const nothing = () => Promise.resolve();

describe.each([
  ['damage.report', '/app/', draftOf('report/well', TOLD), ['report-send'], () => import('../src/screens/report/report'), { id: 'well' }],
  ['asset.register', '/app/', draftOf('register/', { type: 'well', name: '新井', photos: TOLD.photos }), ['register-save'], () => import('../src/screens/register/register'), {}],
  ['tag.bind', '/app/hang/fresh?asset=well', draftOf('hang/fresh/well', { unitId: null, photos: TOLD.photos }), ['hang-save'], () => import('../src/screens/hang/hang'), { token: 'fresh' }],
  ['task.excuse', '/app/', nothing, ['excuse-send'], () => import('../src/screens/excuse/excuse'), { id: 'round' }],
  ['damage.verify', '/app/', nothing, ['verify-confirm'], () => import('../src/screens/verify/verify'), { id: 'told' }],
  ['damage.secure', '/app/', nothing, ['secure-fenced', 'secure-warned'], () => import('../src/screens/verify/verify'), { id: 'told' }],
  ['damage.answer', '/app/', nothing, ['mended-mended'], () => import('../src/screens/my-reports/my-reports'), {}],
  ['order.resume', '/app/', nothing, ['order-resume'], () => import('../src/screens/order/order'), { id: 'paused' }],
  ['order.pause', '/app/', draftOf('order/paused/pause', { photos: [], words: '', yuan: '', materials: [], reason: 'parts', publish: false }), ['pause-save'], () => import('../src/screens/order/step'), { id: 'paused', step: 'pause' }],
  ['asset.correct', '/app/', draftOf('correct/well', { spec: { old: '', new: '深80米' } }), ['correct-save'], () => import('../src/screens/correct/correct'), { id: 'well' }],
  ['month.contest', '/app/mine', nothing, ['doubt-not_mine', 'doubt-other'], () => import('../src/screens/mine/mine'), {}],
  ['inspection.file', '/app/', nothing, ['all-normal'], () => import('../src/screens/visit/visit'), { id: 'well' }],
] as const)('%s', (kind, address, begin, buttons, load, params) => {
  test('pressed again and again it is one record', async () => {
    const page = await worker(address);
    await begin(page);
    await page.learnDrafts();
    const seen = await show(load, params);
    if (kind === 'task.excuse') fireEvent.click(await seen.findByTestId('excuse-snow'));
    if (kind === 'month.contest') fireEvent.click(await seen.findByTestId('contest-month'));
    const pressed = await Promise.all(buttons.map((button) => seen.findByTestId(button)));
    await calm(page); // what was begun is on the screen
    for (const button of [...pressed, ...pressed]) fireEvent.click(button);
    await vi.waitFor(() => expect(page.outbox.value.length).toBeGreaterThan(0));
    await calm(page);
    expect((await page.itemsOf(USER)).map((item) => item.kind)).toEqual([kind]);
  });
});

test('of two facts put right, one is not put right again when the phone died between them', async () => {
  const page = await worker();
  const told = { address: { old: '', new: '村东头' }, spec: { old: '', new: '深80米' } };
  await draftOf('correct/well', told)(page);
  await page.save({ kind: 'asset.correct', subjectId: 'well', baseVersion: null, title: '改登记', payload: { field: 'address', old: '', new: '村东头' } }, []);
  const seen = await show(() => import('../src/screens/correct/correct'), { id: 'well' });
  fireEvent.click(await seen.findByTestId('correct-save'));
  await vi.waitFor(() => expect(page.outbox.value).toHaveLength(2));
  await calm(page);
  expect([...page.keptItems.value].map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)).payload.field)).toEqual(['address', 'spec']);
  expect(await page.draft(`${USER}/correct/well`)).toBeUndefined();
});

test('a button shows that it is at work until the record is safe, and works again after a save that failed', async () => {
  const page = await worker();
  await draftOf('report/well', TOLD)(page);
  const seen = await show(() => import('../src/screens/report/report'), { id: 'well' });
  const send = await seen.findByTestId('report-send');
  await vi.waitFor(() => expect(seen.getByTestId('report-words')).toHaveProperty('value', TOLD.words));
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => { throw new DOMException('no room', 'QuotaExceededError'); });
  fireEvent.click(send);
  await vi.waitFor(() => expect(send.getAttribute('aria-busy')).toBe('true'));
  await vi.waitFor(() => expect(send.getAttribute('aria-busy')).not.toBe('true'));
  expect(await page.draft(`${USER}/report/well`)).toMatchObject({ words: TOLD.words });
  fireEvent.click(send);
  await vi.waitFor(() => expect(page.outbox.value).toHaveLength(1));
});

describe('one thing open in two windows', () => {
  const KEY = `${USER}/visit/well`;

  test('saved in one, it is not saved again from the other, which says so', async () => {
    const page = await worker();
    await page.keepDraft(KEY, TOLD);
    const other = await openPage();
    expect(await other.draft(KEY)).toMatchObject({ words: TOLD.words });
    await page.save(visit('well'), TOLD.photos, KEY);
    await expect(other.save(visit('well'), TOLD.photos, KEY)).rejects.toThrow('另一个窗口');
    expect(await page.itemsOf(USER)).toHaveLength(1);
    expect(await page.onShelf((db) => db.count('files'))).toBe(1);
    expect(other.inHand.value.has(KEY)).toBe(false);
  });

  test('taken back in one, it can be saved from either', async () => {
    const page = await worker();
    await page.keepDraft(KEY, TOLD);
    const other = await openPage();
    await other.draft(KEY);
    await page.undo(await page.save(visit('well'), TOLD.photos, KEY), { key: KEY, value: TOLD });
    await other.save(visit('well'), TOLD.photos, KEY);
    expect(await page.itemsOf(USER)).toHaveLength(1);
  });

  test('saved in one, what the other adds does not begin it again, and that is said', async () => {
    const page = await worker();
    await page.keepDraft(KEY, TOLD);
    const other = await openPage();
    await other.draft(KEY);
    await page.save(visit('well'), TOLD.photos, KEY);
    await expect(other.keepDraft(KEY, { ...TOLD, words: '水管裂了两处' })).rejects.toThrow('另一个窗口');
    expect(await other.draft(KEY)).toBeUndefined();
    expect(other.inHand.value.has(KEY)).toBe(false);
  });

  test('saved in one, the screen of the other says so at the next letter', async () => {
    const page = await worker();
    const draft = `${USER}/report/well`;
    await page.keepDraft(draft, TOLD);
    await page.learnDrafts();
    const { ToastRegion } = await import('../src/ui/toast');
    const seen = await show(() => import('../src/screens/report/report'), { id: 'well' });
    render(h(ToastRegion, {}));
    await calm(page);
    await page.onShelf((db) => db.delete('drafts', [USER, draft])); // as another window's save does
    fireEvent.input(seen.getByTestId('report-words'), { target: { value: '水管裂了两处' } });
    await seen.findByText(/另一个窗口/);
    expect(await page.draft(draft)).toBeUndefined();
  });

  test('taken back in one, the other goes on with it', async () => {
    const page = await worker();
    await page.keepDraft(KEY, TOLD);
    const other = await openPage();
    await other.draft(KEY);
    await page.undo(await page.save(visit('well'), TOLD.photos, KEY), { key: KEY, value: TOLD });
    await other.keepDraft(KEY, { ...TOLD, words: '水管裂了两处' });
    await page.keepDraft(KEY, { ...TOLD, words: '水管裂了三处' });
    expect(await page.draft(KEY)).toMatchObject({ words: '水管裂了三处' });
  });

  test('a second visit in the same window, begun anew, is a record of its own', async () => {
    const page = await worker('/app/asset/well');
    await page.keepDraft(KEY, TOLD);
    await page.save(visit('well'), TOLD.photos, KEY);
    await calm(page);
    await page.learnDrafts();
    const seen = await show(() => import('../src/screens/visit/visit'), { id: 'well' });
    fireEvent.click(await seen.findByTestId('all-normal'));
    await vi.waitFor(async () => expect(await page.itemsOf(USER)).toHaveLength(2));
  });
});

describe('the draft that a record was made from', () => {
  const KEY = `${USER}/visit/well`;

  /** Looks on as items are written: `then` runs at the beginning or at the end of that transaction, before anything else can. */
  function watchItems(when: 'begin' | 'complete', then: (shelf: IDBDatabase) => void): void {
    const begin = IDBDatabase.prototype.transaction;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, names, mode, options) {
      const tx = begin.call(this, names, mode, options);
      if (mode !== 'readwrite' || !Array.isArray(names) || !names.includes('items')) return tx;
      vi.restoreAllMocks();
      if (when === 'begin') then(this);
      else tx.addEventListener('complete', () => then(this));
      return tx;
    });
  }

  /** A photo that is made in no time at all, just as the next record begins to be written. */
  function arrivesDuringSave({ makePhoto, keepDraft }: Page, alsoThen = () => {}): () => Promise<void> {
    let late = Promise.resolve();
    watchItems('begin', () => {
      late = makePhoto(KEY, Promise.resolve(TOLD.photos[0]!), (made) => void keepDraft(KEY, { ...TOLD, photos: [made] }));
      late.catch(() => undefined);
      alsoThen();
    });
    return () => late;
  }

  /** What a phone that dies as soon as items were written still holds. */
  function leftAtDeath(): Promise<{ items: number; drafts: number }> {
    const count = (tx: IDBTransaction, name: string) => new Promise<number>((done) => {
      const asked = tx.objectStore(name).count();
      asked.onsuccess = () => done(asked.result);
    });
    return new Promise((done) => watchItems('complete', (shelf) => {
      const tx = shelf.transaction(['items', 'drafts']);
      void Promise.all([count(tx, 'items'), count(tx, 'drafts')]).then(([items, drafts]) => done({ items, drafts }));
    }));
  }

  test('is gone with the commit, should the phone die at once', async () => {
    const page = await worker();
    await page.keepDraft(KEY, TOLD);
    const left = leftAtDeath();
    await page.save(visit('well'), TOLD.photos, KEY);
    expect(await left).toEqual({ items: 1, drafts: 0 });
  });

  test('is back with 撤销, should the phone die at once', async () => {
    const page = await worker();
    await page.keepDraft(KEY, TOLD);
    const id = await page.save(visit('well'), TOLD.photos, KEY);
    const left = leftAtDeath();
    expect(await page.undo(id, { key: KEY, value: TOLD })).toBe(true);
    expect(await left).toEqual({ items: 0, drafts: 1 });
    expect(await (await openPage()).draft(KEY)).toMatchObject({ words: TOLD.words, photos: [{ sha256: TOLD.photos[0]!.sha256 }] });
  });

  test('stays away when 撤销 comes too late', async () => {
    const page = await worker();
    const id = await page.save(visit('well'), TOLD.photos, KEY);
    await page.letGo((await page.itemOf(id))!);
    expect(await page.undo(id, { key: KEY, value: TOLD })).toBe(false);
    expect(await page.draft(KEY)).toBeUndefined();
  });

  test('does not come back by a photo that is ready only while the record is being written; that the photo is lost is said', async () => {
    const page = await worker();
    const late = arrivesDuringSave(page);
    await page.save(visit('well'), [], KEY);
    await expect(late()).rejects.toMatchObject({ code: 'app/photo-not-kept' });
    await calm(page);
    expect(await page.draft(KEY)).toBeUndefined();
  });

  test('takes such a photo in when that save fails', async () => {
    const page = await worker();
    const late = arrivesDuringSave(page, () => {
      vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => { throw new DOMException('no room', 'QuotaExceededError'); });
    });
    await expect(page.save(visit('well'), [], KEY)).rejects.toThrow();
    await late();
    expect(await page.draft(KEY)).toMatchObject({ photos: [{ sha256: TOLD.photos[0]!.sha256 }] });
  });

  test('stays with all its photos when the save fails', async () => {
    const page = await worker();
    await page.keepDraft(KEY, TOLD);
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => { throw new DOMException('no room', 'QuotaExceededError'); });
    await expect(page.save(visit('well'), TOLD.photos, KEY)).rejects.toThrow();
    const again = await openPage();
    expect(again.outbox.value).toEqual([]);
    expect(await again.draft(KEY)).toMatchObject({ words: TOLD.words, photos: [{ sha256: TOLD.photos[0]!.sha256 }] });
  });

  test('of another person on this phone stays', async () => {
    const page = await worker();
    await page.onShelf((db) => db.put('drafts', { user: 'user-guilan', key: KEY, value: TOLD, keptAt: 0 }));
    await page.save(visit('well'), [], KEY);
    expect(await page.onShelf((db) => db.count('drafts'))).toBe(1);
  });
});
