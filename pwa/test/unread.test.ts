/** What was begun and is not read yet: nothing is saved without it, and nothing written over it. */
import { cleanup, fireEvent } from '@testing-library/preact';
import { describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { calm, photo, show, workerPage, type Page } from './phone';

const USER = 'user-jianguo';
const ROWS = [
  ['asset', 'well', { name: '2号井', asset_type: 'well', line: null, units: [], tokens: [], short_codes: [], plates: [], open_reports: [], version: 1 }],
  ['template', 'well', { asset_type: 'well', version: 1, scope: 'whole', notice: null, items: [] }],
  ['report', 'told', { asset_id: 'well', title: '井不出水', words: '', severity: 'major', status: 'submitted', photos: [], mine: false, may: ['verify', 'reject'], version: 1, reported_at: '2026-11-20T00:00:00Z' }],
  ['order', 'order', { asset_id: 'well', title: '换泵', words: '', severity: 'major', status: 'finished', before: [], after: [], mine: false, may: ['pass', 'fail'], version: 1 }],
  ['blank_tag', 'fresh', { token: 'fresh', short_code: 'ABCD2345', region_code: '140699101001', village: '前窑村' }],
] as const;
const PHOTOS = [photo('a crack', '')];

const worker = (address?: string): Promise<Page> => workerPage(new County(), ROWS, address);

/** The shelf does not say what is begun, for as often as this; then it does. */
function unreadable(times: number): void {
  const get = IDBObjectStore.prototype.get;
  let left = times;
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
    if (this.name !== 'drafts' || left <= 0) return get.call(this, key);
    left -= 1;
    throw new DOMException('no disk', 'UnknownError');
  });
}

const DONE = { photos: PHOTOS, words: '', yuan: '', materials: [], reason: null, publish: false };

describe.each([
  ['报修', 'report/well', { category: 'other', severity: null, words: '水管裂了', photos: PHOTOS }, 'report-send', () => import('../src/screens/report/report'), { id: 'well' }, '/app/'],
  ['属实', 'verify/told', { severity: 'critical', publish: true, reason: '', photos: PHOTOS }, 'verify-confirm', () => import('../src/screens/verify/verify'), { id: 'told' }, '/app/'],
  ['通过', 'order/order/pass', DONE, 'pass-save', () => import('../src/screens/order/step'), { id: 'order', step: 'pass' }, '/app/'],
  ['挂牌', 'hang/fresh/well', { unitId: null, photos: PHOTOS }, 'hang-save', () => import('../src/screens/hang/hang'), { token: 'fresh' }, '/app/hang/fresh?asset=well'],
  ['登记', 'register/', { type: 'well', name: '新井', photos: PHOTOS }, 'register-save', () => import('../src/screens/register/register'), {}, '/app/'],
  ['更正', 'correct/well', { spec: { old: '', new: '深80米' } }, 'correct-save', () => import('../src/screens/correct/correct'), { id: 'well' }, '/app/'],
] as const)('%s', (_, key, told, press, load, params, address) => {
  test('cannot be pressed before it is read; read at the second try it is whole', async () => {
    const page = await worker(address);
    await page.keepDraft(`${USER}/${key}`, told);
    unreadable(1);
    const seen = await show(load, params);
    await calm(page);
    expect(seen.queryByTestId(press)).toBeNull();
    vi.advanceTimersByTime(3000);
    fireEvent.click(await seen.findByTestId(press));
    await vi.waitFor(async () => expect(await page.itemsOf(USER)).toHaveLength(1));
    const [item] = await page.itemsOf(USER);
    expect(item!.fileCount).toBe('photos' in told ? 1 : 0);
  });
});

test('the person reads that it is tried again, and what lies there is not touched when he leaves', async () => {
  const page = await worker();
  const told = { category: 'other', severity: null, words: '水管裂了', photos: PHOTOS };
  await page.keepDraft(`${USER}/report/well`, told);
  unreadable(Infinity);
  const { ToastRegion } = await import('../src/ui/toast');
  const { h, render } = await import('preact');
  const region = document.body.appendChild(document.createElement('div'));
  render(h(ToastRegion, {}), region);
  const seen = await show(() => import('../src/screens/report/report'), { id: 'well' });
  await seen.findByText('您填了一半的还没读出来，正在再试。');
  cleanup();
  vi.advanceTimersByTime(60_000);
  await calm(page);
  vi.restoreAllMocks();
  expect(await page.draft(`${USER}/report/well`)).toMatchObject({ words: '水管裂了', photos: [{}] });
});
