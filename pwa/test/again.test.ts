/** 改一改再交: what was refused goes back to its screen, and is never lost on the way. */
import { cleanup, fireEvent } from '@testing-library/preact';
import { describe, expect, test, vi } from 'vitest';
import type { Item, ItemKind, PayloadOf } from '../src/wire/types';
import { County } from './county';
import { openPage, photo, show, showOutbox, signedIn, waitOutUndo, type Page } from './phone';

const PLACE = { lat: 39.99, lng: 112.46, accuracy_m: 8, source: 'gps', fixed_at: '2026-11-23T02:00:00Z' };
const SCANNED = { by: 'camera', token: 'old', short_code: null } as const;
const WHERE = { place: PLACE, scanned: SCANNED };

const check = (code: string) => ({ code, zh: code, en: code, type: 'check', severity: 'major', photo: 'when_abnormal', spot_fix: true });
const choice = { ...check('WE07'), type: 'choice', options: [{ value: 'in_use', zh: '在用' }, { value: 'off', zh: '停了', answer: 'problem' }] };
const ROWS = [
  ['template', 'well', { asset_type: 'well', version: 1, zh: '井', en: 'well', scope: 'whole', notice: null, items: [...['WE01', 'WE02', 'WE03', 'WE04'].map(check), choice] }],
  ['asset', 'well', {
    name: '3号井', asset_type: 'well', region_code: 'here', lat: null, lng: null, line: null, tokens: ['old'], short_codes: ['kold'], units: [], open_reports: [],
    plates: [{ token: 'old', short_code: 'kold', status: 'bound', unit_id: null }], former_codes: [], use_status: 'in_use', version: 1,
  }],
  ['report', 'report', { asset_id: 'well', title: '井不出水', words: '', severity: 'minor', status: 'submitted', reported_at: '2026-11-20T00:00:00Z', photos: [], mine: false, may: ['verify', 'reject'], version: 3 }],
  ['order', 'order', { asset_id: 'well', title: '修井', words: '', severity: 'major', status: 'in_repair', before: [], after: [], mine: true, may: ['pause', 'finish'], version: 5 }],
  ['blank_tag', 'fresh', { token: 'fresh', short_code: 'kfresh', region_code: 'here', village: '前窑村' }],
  ['task', 'task', { asset_id: 'well', plan: '月巡', window_start_on: '2026-11-01', due_on: '2026-11-30', status: 'pending', photo_asked: false, version: 1 }],
] as const;

type Refused = { [K in ItemKind]: { kind: K; subject?: string; version?: number; payload: PayloadOf[K]; slots: string[]; screen: keyof typeof SCREENS; params: object; press: string } }[ItemKind];

const SCREENS = {
  report: () => import('../src/screens/report/report'), verify: () => import('../src/screens/verify/verify'), step: () => import('../src/screens/order/step'),
  hang: () => import('../src/screens/hang/hang'), register: () => import('../src/screens/register/register'), visit: () => import('../src/screens/visit/visit'),
};

const REPORT: Refused = {
  kind: 'damage.report', subject: 'well', slots: ['report/1', 'report/2'], screen: 'report', params: { id: 'well' }, press: 'report-send',
  payload: { category: 'WE02', severity: 'critical', words: '井盖裂了', unit_id: null, upward: false, on_behalf_of: null, ...WHERE },
};
const REFUSED: Refused[] = [
  REPORT,
  {
    kind: 'inspection.file', subject: 'well', screen: 'visit', params: { id: 'well' }, press: 'save-visit',
    slots: ['problem/WE01/1', 'problem/WE01/2', 'before/WE02/1', 'after/WE02/1', 'problem/WE07/1', 'plan/1'],
    payload: {
      task_id: null, template: 'well', template_version: 1, all_normal: false, started_at: '2026-11-23T01:50:00Z', asked: ['WE01', 'WE02', 'WE03', 'WE04', 'WE07'], ...WHERE,
      answers: [
        { code: 'WE01', value: 'problem', severity: 'major', words: '漏水', slots: ['problem/WE01/1', 'problem/WE01/2'] },
        { code: 'WE02', value: 'problem', severity: 'major', fixed_on_spot: true, slots: ['before/WE02/1', 'after/WE02/1'] },
        { code: 'WE03', value: 'absent' }, { code: 'WE04', value: 'ok' },
        { code: 'WE07', value: 'off', severity: 'major', slots: ['problem/WE07/1'] },
      ],
    },
  },
  {
    kind: 'damage.verify', subject: 'report', version: 3, slots: ['verify/1'], screen: 'verify', params: { id: 'report' }, press: 'verify-confirm',
    payload: { outcome: 'confirm', severity: 'critical', reason: null, merge_into: null, publish_photos: true, seen_photos: [], ...WHERE },
  },
  {
    kind: 'order.finish', subject: 'order', version: 5, slots: ['after/1', 'after/2'], screen: 'step', params: { id: 'order', step: 'finish' }, press: 'finish-save',
    payload: { materials: [{ name: '瓦', quantity: 2.5, cost_fen: 2050 }], actual_cost_fen: 12_000, words: '换了瓦', ...WHERE },
  },
  {
    kind: 'order.pause', subject: 'order', version: 5, slots: [], screen: 'step', params: { id: 'order', step: 'pause' }, press: 'pause-save',
    payload: { reason: 'weather', words: '等雪化' },
  },
  {
    kind: 'tag.replace', subject: 'well', slots: ['installed/1'], screen: 'hang', params: { token: 'fresh' }, press: 'hang-save',
    payload: { old_token: 'old', new_token: 'fresh', place: PLACE },
  },
  {
    kind: 'asset.register', slots: ['asset/1'], screen: 'register', params: {}, press: 'register-save',
    payload: { name: '前窑村新井', asset_type: 'well', token: 'fresh', region_code: 'here', words: '', place: null },
  },
];

const photosOf = ({ slots }: Refused) => slots.map((slot) => photo(`picture of ${slot}`, slot));

/** A worker's page whose one record was refused for good. */
async function refused(it: Refused = REPORT, status: 'rejected' | 'id_reused' = 'rejected') {
  const county = new County();
  county.feed = [[...ROWS.map(([kind, id, row]) => ({ kind, id, row })), county.cursor('1')]];
  const page = await signedIn(county);
  page.me.value = { ...page.me.value!, roles: ['patrol_worker'] };
  await page.syncNow();
  const id = await page.save({ kind: it.kind, subjectId: it.subject ?? null, baseVersion: it.version ?? null, payload: it.payload, title: '那一条' }, photosOf(it));
  county.verdicts.set(id, { status, reason_zh: '少了一项' });
  waitOutUndo();
  await page.syncNow();
  expect(page.outbox.value).toMatchObject([{ id, state: status }]);
  return { county, page, id };
}

const itemsOn = async (page: Page) => page.itemsOf('user-jianguo');
const told = (bytes: ArrayBuffer) => JSON.parse(new TextDecoder().decode(bytes)) as Item;
const shas = (files: { sha256: string }[]) => files.map(({ sha256 }) => sha256).sort();
const toldOf = ({ bytes }: { bytes: ArrayBuffer }): object => told(bytes).payload;
const keptDrafts = (page: Page) => page.onShelf((db) => db.getAll('drafts'));

/** Presses 改一改再交 and waits until the screen has taken the record up. */
async function changeIt(page: Page, it: Refused) {
  const { go } = await import('../src/router');
  go((await showOutbox()).getByTestId('change-it').getAttribute('href')!);
  cleanup();
  const seen = await show(SCREENS[it.screen], it.params as Record<string, string>);
  await vi.waitFor(async () => expect(await keptDrafts(page)).toHaveLength(1));
  await seen.findByTestId(it.press);
  return seen;
}

test.each(REFUSED)('$kind: back on its screen with all that was told, and the same again under another id', async (it) => {
  const { page, id } = await refused(it);
  const before = told((await page.itemOf(id))!.bytes);
  const seen = await changeIt(page, it);
  if (it.slots.length > 0 && it.screen !== 'visit') await vi.waitFor(() => expect(seen.queryAllByRole('img')).toHaveLength(it.slots.length));
  fireEvent.click(seen.getByTestId(it.press));
  await vi.waitFor(async () => expect((await itemsOn(page)).map((item) => item.id)).not.toContain(id));
  const [anew, ...others] = await itemsOn(page);
  expect(others).toEqual([]);
  const now = told(anew!.bytes);
  expect(now).toMatchObject({ kind: it.kind, subject_id: before.subject_id, base_version: before.base_version });
  expect(now.payload).toEqual(before.payload);
  expect(now.files.map(({ slot, sha256 }) => [slot, sha256]).sort()).toEqual(before.files.map(({ slot, sha256 }) => [slot, sha256]).sort());
  expect(await page.onShelf((db) => db.count('files'))).toBe(it.slots.length);
  await vi.waitFor(async () => expect(await keptDrafts(page)).toEqual([]));
});

test('changed before it is handed in, the new record says the new thing and is sent with its photos', async () => {
  const { county, page, id } = await refused(REPORT, 'id_reused');
  const seen = await changeIt(page, REPORT);
  const words = await seen.findByTestId<HTMLTextAreaElement>('report-words');
  await vi.waitFor(() => expect(words.value).toBe('井盖裂了'));
  fireEvent.input(words, { target: { value: '井盖裂了，有人踩空' } });
  fireEvent.click(seen.getByTestId('report-send'));
  await vi.waitFor(() => expect(page.outbox.value).toMatchObject([{ state: 'waiting', fileCount: 2 }]));
  waitOutUndo();
  await page.syncNow();
  expect(page.outbox.value).toEqual([]);
  const [, sent] = [...county.items.values()].map(({ bytes }) => JSON.parse(bytes) as Item);
  expect(sent).toMatchObject({ payload: { words: '井盖裂了，有人踩空' } });
  expect(sent!.id).not.toBe(id);
  expect([...county.files.keys()].sort()).toEqual(shas(photosOf(REPORT)));
});

test('while it is being changed the refused one stays, over a killed browser too, and goes with the save', async () => {
  const { county, page, id } = await refused();
  await changeIt(page, REPORT);
  cleanup();
  county.troubles = [{ on: /me/, trouble: 'no network' }];
  const again = await openPage();
  expect(await again.filesOf(id)).toHaveLength(2);
  expect(await keptDrafts(again)).toMatchObject([{ value: { words: '井盖裂了', photos: [{}, {}] } }]);
  const seen = await show(SCREENS.report, { id: 'well' });
  await vi.waitFor(() => expect(seen.queryAllByRole('img')).toHaveLength(2));
  fireEvent.click(seen.getByTestId('report-send'));
  await vi.waitFor(async () => expect(await itemsOn(again)).toMatchObject([{ state: 'waiting', fileCount: 2 }]));
  expect(await again.onShelf((db) => db.count('files'))).toBe(2);
});

test('a save that finds no room leaves the refused one and the draft', async () => {
  const { page, id } = await refused();
  const seen = await changeIt(page, REPORT);
  await vi.waitFor(() => expect(seen.queryAllByRole('img')).toHaveLength(2));
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => { throw new DOMException('no room', 'QuotaExceededError'); });
  fireEvent.click(seen.getByTestId('report-send'));
  await vi.waitFor(() => expect(IDBObjectStore.prototype.add).toHaveBeenCalled());
  expect(await itemsOn(page)).toMatchObject([{ id, state: 'rejected' }]);
  expect(await page.filesOf(id)).toHaveLength(2);
  expect(await keptDrafts(page)).toHaveLength(1);
});

test('thrown away while it is being changed, what was told anew stays a draft, but not where it was', async () => {
  const { page, id } = await refused();
  const seen = await changeIt(page, REPORT);
  fireEvent.input(await seen.findByTestId('report-words'), { target: { value: '井盖裂了，有人踩空' } });
  await vi.waitFor(async () => expect(await keptDrafts(page)).toMatchObject([{ value: { words: '井盖裂了，有人踩空' } }]));
  await page.discardRefused(id);
  expect(await itemsOn(page)).toEqual([]);
  expect(await keptDrafts(page)).toMatchObject([{ value: { words: '井盖裂了，有人踩空', photos: [{}, {}] } }]);
  cleanup();
  history.replaceState(null, '', '/app/asset/well/report');
  fireEvent.click(await (await show(SCREENS.report, { id: 'well' })).findByTestId('report-send'));
  await vi.waitFor(async () => expect(await itemsOn(page)).toHaveLength(1));
  const [anew] = await itemsOn(page);
  expect(told(anew!.bytes).payload).toMatchObject({ words: '井盖裂了，有人踩空', place: null, scanned: { by: 'list' } });
});

describe('a refused visit that answered a task', () => {
  const VISIT = { ...REFUSED[1]!, press: 'save-visit', payload: { ...REFUSED[1]!.payload, task_id: 'long-ago' } } as Refused;

  test('thrown away after it was only looked at, leaves nothing to the next visit', async () => {
    const { page, id } = await refused(VISIT);
    await changeIt(page, VISIT);
    cleanup();
    await page.discardRefused(id);
    expect(await keptDrafts(page)).toEqual([]);
    history.replaceState(null, '', '/app/asset/well');
    fireEvent.click(await (await show(SCREENS.visit, { id: 'well' })).findByTestId('all-normal'));
    await vi.waitFor(async () => expect(await itemsOn(page)).toHaveLength(1));
    const [next] = await itemsOn(page);
    expect(told(next!.bytes).payload).toMatchObject({ task_id: 'task', place: null, all_normal: true });
  });

  test('thrown away after it was changed, the visit is of today and answers the task of today', async () => {
    const { page, id } = await refused(VISIT);
    await changeIt(page, VISIT);
    cleanup();
    const [kept] = await keptDrafts(page);
    await page.keepDraft(kept!.key, { ...kept!.value as object, planPhotos: [] });
    await page.discardRefused(id);
    history.replaceState(null, '', '/app/asset/well');
    fireEvent.click(await (await show(SCREENS.visit, { id: 'well' })).findByTestId('save-visit'));
    await vi.waitFor(async () => expect(await itemsOn(page)).toHaveLength(1));
    const [next] = await itemsOn(page);
    expect(told(next!.bytes).payload).toMatchObject({ task_id: 'task', place: null, scanned: { by: 'list' } });
    expect(told(next!.bytes).payload).not.toMatchObject({ started_at: '2026-11-23T01:50:00Z' });
  });
});

test('handed in anew and taken back at once, the refused one lies there again with its photos, over a killed browser too', async () => {
  const { county, page, id } = await refused();
  const seen = await changeIt(page, REPORT);
  fireEvent.click(seen.getByTestId('report-send'));
  await vi.waitFor(async () => expect(await itemsOn(page)).toMatchObject([{ state: 'waiting' }]));
  const [anew] = await itemsOn(page);
  const [key, value] = ['user-jianguo/report/well', { ...toldOf(anew!), photos: photosOf(REPORT) }];
  expect(await page.undo(anew!.id, { key, value })).toBe(true);
  county.troubles = [{ on: /me/, trouble: 'no network' }];
  const again = await openPage();
  expect(await itemsOn(again)).toMatchObject([{ id, state: 'rejected', again: key }]);
  expect(shas(await again.filesOf(id))).toEqual(shas(photosOf(REPORT)));
  expect(await keptDrafts(again)).toHaveLength(1);
});

test('something new that was begun there is never written over', async () => {
  const { page, id } = await refused();
  const begun = { category: 'WE01', severity: null, words: '另一处', photos: [] };
  await page.keepDraft('user-jianguo/report/well', begun);
  const seen = await changeIt(page, REPORT);
  await vi.waitFor(() => expect(seen.getByTestId<HTMLTextAreaElement>('report-words').value).toBe('另一处'));
  fireEvent.click(seen.getByTestId('report-send'));
  await vi.waitFor(async () => expect(await itemsOn(page)).toHaveLength(2));
  expect(await page.itemOf(id)).toMatchObject({ state: 'rejected' });
});

test('what no screen takes up, or is about a thing that is gone, is offered no change and keeps its other ways', async () => {
  const { page } = await refused({ kind: 'task.excuse', subject: 'task', version: 1, payload: { reason: 'ill', words: '' }, slots: [], screen: 'visit', params: {}, press: '' });
  const away = { ...REPORT, subject: 'sold-well' };
  await page.save({ kind: away.kind as 'damage.report', subjectId: away.subject, baseVersion: null, payload: away.payload as PayloadOf['damage.report'], title: '那一处' }, []);
  await page.onShelf(async (db) => Promise.all((await db.getAll('items')).map((item) => db.put('items', { ...item, state: 'rejected' }))));
  await page.loadOutbox();
  const seen = await showOutbox();
  expect(seen.queryByTestId('change-it')).toBeNull();
  expect(seen.getAllByTestId('discard')).toHaveLength(2);
});
