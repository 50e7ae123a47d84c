/** A photo takes seconds to get small, and the person goes on meanwhile: it is in the record all the same. */
import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { InspectionPayload, Item } from '../src/wire/types';
import { County } from './county';
import { calm, goTo, photo, slowCamera, workerPage, type Page } from './phone';

const USER = 'user-jianguo';
const VISIT = `${USER}/visit/well`;
const CHECK = (code: string, more: object = {}) =>
  ({ code, zh: code, en: code, type: 'check', severity: 'major', photo: 'when_abnormal', spot_fix: false, ...more });

const task = (id: string, more: object = {}) =>
  ['task', id, { asset_id: 'well', status: 'pending', due_on: '2026-11-30', window_start_on: '2026-11-01', photo_asked: false, version: 1, ...more }] as const;
const MAY_BEGIN = {
  asset_id: 'well', order_no: 'WX1', report_id: null, title: '换泵', words: '', severity: 'major', status: 'assigned', before: [], after: [],
  due_on: null, actual_cost_fen: null, defects: null, mine: true, may: ['begin'], version: 1,
};
const ROWS: (readonly [kind: string, id: string, row: object])[] = [
  ['asset', 'well', {
    name: '2号井', asset_type: 'well', line: null, units: [{ id: 'part', no: '1', name: '' }], tokens: [], short_codes: [], plates: [], last_photo: null,
    open_reports: [], version: 1,
  }],
  ['template', 'well', {
    asset_type: 'well', version: '1', scope: 'whole', notice: null, items: [CHECK('WE01'), CHECK('WE02', { spot_fix: true }), CHECK('WE03')],
  }],
  ['report', 'told', {
    asset_id: 'well', title: '井不出水', words: '', severity: 'major', status: 'submitted', photos: [], mine: false, may: ['verify', 'reject'], version: 1,
    reported_at: '2026-11-20T00:00:00Z',
  }],
  ['order', 'mine', MAY_BEGIN],
  ['blank_tag', 'fresh', { token: 'fresh', short_code: 'ABCD2345', region_code: '140699101001', village: '前窑村' }],
];

const county = new County();

/** A worker's page, with what his village knows and nothing begun. */
async function worker(tasks = [task('round')]): Promise<Page> {
  const page = await workerPage(county, [...ROWS, ...tasks]);
  await page.learnDrafts();
  return page;
}

const { take } = slowCamera();
afterEach(() => vi.restoreAllMocks());

const open = (query = '') => goTo(`/app/asset/well${query}`, () => import('../src/screens/visit/visit'), { id: 'well' });
const check = (code: string, query = '') =>
  goTo(`/app/asset/well/check/${code}${query}`, () => import('../src/screens/visit/check'), { id: 'well', code });
const unit = () => goTo('/app/asset/well/unit/part', () => import('../src/screens/visit/unit'), { id: 'well', unit: 'part' });

const press = async (testid: string) => fireEvent.click(await screen.findByTestId(testid));
const say = async (testid: string, words: string) => fireEvent.input(await screen.findByTestId(testid), { target: { value: words } });

/** The one record on the shelf, as it will be sent. */
async function onlyItem(page: Page): Promise<Item> {
  await vi.waitFor(() => expect(page.keptItems.value).toHaveLength(1));
  await calm(page);
  return JSON.parse(new TextDecoder().decode(page.keptItems.value[0]!.bytes)) as Item;
}

const slots = ({ files }: Item): string[] => files.map(({ slot }) => slot);
const troubles = ({ payload }: Item) => (payload as InspectionPayload).answers.filter(({ value }) => value === 'problem')
  .map(({ code, slots = [], fixed_on_spot = false }) => [code, slots.length, fixed_on_spot]);

const told = (more: object) => ({ photos: [photo('the first', '')], words: '', ...more });

describe.each([
  ['report', '/app/', told({ category: 'other', severity: null }), 'report-photo', 'report-send', () => import('../src/screens/report/report'), { id: 'well' }, 'report/well'],
  ['asset', '/app/', told({ type: 'well', name: '新井' }), 'register-photo', 'register-save', () => import('../src/screens/register/register'), {}, 'register/'],
  ['installed', '/app/hang/fresh?asset=well', told({ unitId: null }), 'hang-photo', 'hang-save', () => import('../src/screens/hang/hang'), { token: 'fresh' }, 'hang/fresh/well'],
  ['verify', '/app/', told({ severity: 'major', reason: '', publish: false }), 'verify-photo', 'verify-confirm', () => import('../src/screens/verify/verify'), { id: 'told' }, 'verify/told'],
  ['before', '/app/', told({ yuan: '', materials: [], reason: null, publish: false }), 'before-photo', 'begin-save', () => import('../src/screens/order/step'), { id: 'mine', step: 'begin' }, 'order/mine/begin'],
] as const)('%s', (slot, address, begun, camera, save, load, params, key) => {
  test('a photo still under way when it is saved goes with it, and leaves no draft behind', async () => {
    const page = await worker();
    await page.keepDraft(`${USER}/${key}`, begun);
    await page.learnDrafts();
    await goTo(address, load, params);
    await calm(page); // what was begun is on the screen
    const second = await take(camera);
    await press(save);
    await press(save);
    await calm(page);
    expect(page.outbox.value).toHaveLength(0);
    second.done('the second');
    expect(slots(await onlyItem(page))).toEqual([`${slot}/1`, `${slot}/2`]);
    expect(await page.draft(`${USER}/${key}`)).toBeUndefined();
  });

  test('a photo that fails while it is saved stops the save, and the next press goes without it', async () => {
    const page = await worker();
    await page.keepDraft(`${USER}/${key}`, begun);
    await page.learnDrafts();
    await goTo(address, load, params);
    await calm(page);
    const second = await take(camera);
    await press(save);
    second.fail();
    await screen.findByRole('alert');
    await calm(page);
    expect(page.outbox.value).toHaveLength(0);
    await press(save);
    expect(slots(await onlyItem(page))).toEqual([`${slot}/1`]);
  });
});

test('a photo that never settles is given up after a minute: the person reads to take it again, and the next press goes without it', async () => {
  const page = await worker();
  await page.keepDraft(`${USER}/report/well`, told({ category: 'other', severity: null }));
  await page.learnDrafts();
  await goTo('/app/asset/well/report', () => import('../src/screens/report/report'), { id: 'well' });
  await calm(page);
  await take('report-photo');
  await press('report-send');
  vi.advanceTimersByTime(60_000);
  expect((await screen.findByRole('alert')).textContent).toBe('这张没存成，再拍一次');
  await calm(page);
  expect(page.outbox.value).toHaveLength(0);
  await press('report-send');
  expect(slots(await onlyItem(page))).toEqual(['report/1']);
});

test('whoever presses 属实 and then 不属实 while a photo is under way has said 不属实', async () => {
  const page = await worker();
  await page.keepDraft(`${USER}/verify/told`, told({ severity: 'major', reason: '看过了，没坏', publish: false }));
  await page.learnDrafts();
  await goTo('/app/', () => import('../src/screens/verify/verify'), { id: 'told' });
  await calm(page);
  const second = await take('verify-photo');
  await press('verify-confirm');
  await press('verify-reject');
  await press('verify-refuse');
  second.done('the second');
  expect((await onlyItem(page)).payload).toMatchObject({ outcome: 'reject', reason: '看过了，没坏' });
});

test('what is registered is of the kind chosen last, not of the one when 存好 was pressed', async () => {
  const page = await workerPage(county, [...ROWS, ['template', 'canal', { asset_type: 'canal', version: '1', scope: 'whole', notice: null, items: [] }]]);
  await page.keepDraft(`${USER}/register/`, told({ type: 'well', name: '新井' }));
  await page.learnDrafts();
  await goTo('/app/', () => import('../src/screens/register/register'), {});
  await calm(page);
  const second = await take('register-photo');
  await press('register-save');
  await press('register-other');
  await press('kind-canal');
  second.done('the second');
  const { payload } = await onlyItem(page);
  expect(payload).toMatchObject({ asset_type: 'canal' });
  expect((payload as { name: string }).name).not.toContain('井');
});

test('a reply goes with the photo under way and with all that was said by then', async () => {
  const asked = { asset_id: 'well', title: '井不出水', words: '', severity: null, status: 'need_info', photos: [], mine: true, may: ['supply'], question: '在哪儿？', version: 2, reported_at: '2026-11-20T00:00:00Z' };
  const page = await workerPage(county, [...ROWS, ['report', 'asked', asked]]);
  await page.learnDrafts();
  await goTo('/app/', () => import('../src/screens/verify/verify'), { id: 'asked' });
  await say('answer-words', '村西');
  const first = await take('answer-photo');
  await say('answer-words', '村西头第三户');
  expect(screen.queryByTestId('answer-send')).toBeNull();
  first.done('one');
  const item = await onlyItem(page);
  expect(item.payload).toMatchObject({ words: '村西头第三户' });
  expect(item.files).toHaveLength(1);
});

test('nobody is taken from where he went while a record waited for its photo', async () => {
  const page = await worker();
  await page.keepDraft(`${USER}/report/well`, told({ category: 'other', severity: null }));
  await page.learnDrafts();
  await goTo('/app/asset/well/report', () => import('../src/screens/report/report'), { id: 'well' });
  await calm(page);
  const second = await take('report-photo');
  await press('report-send');
  await check('WE01');
  second.done('the second');
  await onlyItem(page);
  expect(location.pathname).toBe('/app/asset/well/check/WE01');
});

describe('a photo of a problem that is under way', () => {
  test('when 要派人修 is pressed goes into the problem', async () => {
    const page = await worker();
    await check('WE01');
    (await take('problem-photo')).done('one');
    await screen.findByRole('img');
    const second = await take('problem-photo');
    await press('need-repair');
    await open();
    second.done('two');
    await press('save-visit');
    expect(troubles(await onlyItem(page))).toEqual([['WE01', 2, false]]);
    expect(await page.draft(VISIT)).toBeUndefined();
  });

  test('when the visit is saved goes with it, though it was nothing yet when 全部正常 was pressed', async () => {
    const page = await worker();
    await check('WE01');
    const only = await take('problem-photo');
    await open();
    await press('all-normal');
    only.done('one');
    expect(troubles(await onlyItem(page))).toEqual([['WE01', 1, false]]);
  });

  test('shows at the thing as soon as it is there', async () => {
    await worker();
    await check('WE01');
    const only = await take('problem-photo');
    await open();
    await screen.findByTestId('all-normal');
    only.done('one');
    await screen.findByTestId('save-visit');
    expect(screen.queryByTestId('all-normal')).toBeNull();
  });

  test('when the thing is said not to be there does not make it broken', async () => {
    const page = await worker();
    await check('WE01');
    const only = await take('problem-photo');
    await press('check-absent');
    only.done('one');
    await calm(page);
    await open();
    await press('all-normal');
    expect(troubles(await onlyItem(page))).toEqual([]);
  });

  test('of one part goes nowhere else, and nobody is led away from where he is by then', async () => {
    const page = await worker();
    await unit();
    const first = await take('photo-WE01');
    await check('WE02');
    await say('problem-words', '漏');
    first.done('of the part');
    await calm(page);
    expect(location.pathname).toBe('/app/asset/well/check/WE02');
    expect(screen.getByTestId('problem-words')).toHaveProperty('value', '漏');
    await say('problem-words', '漏水');
    await open();
    await press('save-visit');
    const item = await onlyItem(page);
    expect(troubles(item)).toEqual([['WE01', 1, false], ['WE02', 0, false]]);
    expect((item.payload as InspectionPayload).answers.find(({ code }) => code === 'WE01')).toMatchObject({ unit_id: 'part' });
  });
});

describe('a problem that was told, with no button pressed after it', () => {
  test('is a problem of the visit, one somebody must come for', async () => {
    const page = await worker();
    await check('WE01');
    await say('problem-words', '井盖裂了');
    await check('WE02');
    (await take('problem-photo')).done('two');
    await screen.findByRole('img');
    await press('fixed-on-spot');
    await open();
    await screen.findByTestId('save-visit');
    expect(screen.queryByTestId('all-normal')).toBeNull();
    expect(screen.getByTestId('item-WE01').textContent).toContain('要派人修');
    await press('save-visit');
    expect(troubles(await onlyItem(page))).toEqual([['WE01', 0, false], ['WE02', 1, false]]);
  });

  test('mended on the spot counts with both its photos', async () => {
    const page = await worker();
    await check('WE02');
    (await take('problem-photo')).done('before');
    await screen.findByRole('img');
    await press('fixed-on-spot');
    (await take('after-photo')).done('after');
    await calm(page);
    await open();
    await press('save-visit');
    expect(troubles(await onlyItem(page))).toEqual([['WE02', 2, true]]);
  });

  test('one letter is no problem yet', async () => {
    const page = await worker();
    await check('WE01');
    await say('problem-words', '漏');
    await open();
    await press('all-normal');
    expect(troubles(await onlyItem(page))).toEqual([]);
    expect(await page.draft(VISIT)).toBeUndefined();
  });

  test('and erased again letter by letter leaves nothing', async () => {
    const page = await worker();
    await check('WE01');
    for (const words of ['井盖裂了', '井盖裂', '井盖', '井', '']) await say('problem-words', words);
    await open();
    await press('all-normal');
    expect(troubles(await onlyItem(page))).toEqual([]);
  });

  test('by a photo that was taken away again leaves nothing', async () => {
    const page = await worker();
    await check('WE02');
    (await take('problem-photo')).done('wrong');
    await screen.findByRole('img');
    fireEvent.click((await screen.findByRole('img')).closest('li')!.querySelector('button')!);
    await calm(page);
    await open();
    await press('all-normal');
    expect(troubles(await onlyItem(page))).toEqual([]);
  });
});

describe('a problem that somebody must come for, by button', () => {
  test('and erased afterwards leaves nothing, of this question alone', async () => {
    const page = await worker();
    await check('WE03');
    await press('check-absent');
    await check('WE01');
    await say('problem-words', '井盖裂了');
    await press('need-repair');
    await check('WE01');
    await say('problem-words', '');
    await open();
    await press('all-normal');
    const { answers } = (await onlyItem(page)).payload as InspectionPayload;
    expect(answers.map(({ code, value }) => [code, value])).toEqual([['WE01', 'ok'], ['WE02', 'ok'], ['WE03', 'absent']]);
  });

  test('stays, with what was put right of it', async () => {
    const page = await worker();
    await check('WE01');
    await say('problem-words', '井盖裂了');
    await press('need-repair');
    await check('WE01');
    await say('problem-words', '井圈裂了');
    await open();
    await press('save-visit');
    const { answers } = (await onlyItem(page)).payload as InspectionPayload;
    expect(answers[0]).toMatchObject({ code: 'WE01', value: 'problem', words: '井圈裂了' });
  });
});

describe('the photo that the plan asks for', () => {
  const ASKED = [task('round', { photo_asked: true })];

  test('still under way when 全部正常 is pressed: the visit saves itself, once', async () => {
    const page = await worker(ASKED);
    await open();
    const whole = await take('plan-photo');
    await press('all-normal');
    await calm(page);
    whole.done('the whole');
    expect(slots(await onlyItem(page))).toEqual(['plan/1']);
  });

  test('taken after 全部正常: the visit saves itself, with what was told while it got small', async () => {
    const page = await worker(ASKED);
    await open();
    await press('all-normal');
    const whole = await take('plan-photo');
    await check('WE01');
    await say('problem-words', '井盖裂了');
    whole.done('the whole');
    await calm(page);
    expect(page.outbox.value).toHaveLength(0);
    await open();
    await press('save-visit');
    const item = await onlyItem(page);
    expect([troubles(item), slots(item)]).toEqual([[['WE01', 0, false]], ['plan/1']]);
  });

  test('taken after 全部正常 and nothing else told: one record', async () => {
    const page = await worker(ASKED);
    await open();
    await press('all-normal');
    (await take('plan-photo')).done('the whole');
    expect(slots(await onlyItem(page))).toEqual(['plan/1']);
  });
});

describe('a visit looked at home and made at the thing', () => {
  const scan = async () => {
    const { arrivedAt } = await import('../src/patrol/arrival');
    arrivedAt('well', { by: 'camera', token: 'plate', short_code: null });
  };
  const facts = async (page: Page) => {
    const { scanned, started_at: startedAt, task_id: taskId } = (await onlyItem(page)).payload as InspectionPayload;
    return [scanned.by, startedAt, taskId];
  };
  const LATER = '2026-11-24T05:00:00.000Z';

  test('begins when it is opened there, with the scan and the round of that time', async () => {
    const page = await worker([task('round', { status: 'missed' })]);
    await open();
    vi.setSystemTime(LATER);
    county.feed = [[{ kind: 'task', id: 'next', row: { ...task('next')[2] } }, county.cursor('2')]];
    await page.syncNow();
    await scan();
    await open();
    await press('all-normal');
    expect(await facts(page)).toEqual(['camera', LATER, 'next']);
  });

  test('keeps the way it was come to when the page was opened by a plate', async () => {
    const page = await worker();
    await open('?by=system&token=plate');
    await press('all-normal');
    expect((await facts(page))[0]).toBe('system');
  });

  test('takes no scan of another thing that is on the screen when its last photo is there', async () => {
    const page = await worker([task('round', { photo_asked: true })]);
    await open();
    const whole = await take('plan-photo');
    await press('all-normal');
    (await import('../src/router')).go('/app/asset/other?by=system&token=plate');
    whole.done('the whole');
    expect((await facts(page))[0]).toBe('list');
  });

  test('begins there as well when what was told at home was taken back', async () => {
    const page = await worker();
    await check('WE01');
    await say('problem-words', '井盖裂了');
    await press('check-sound');
    await calm(page);
    vi.setSystemTime(LATER);
    await open();
    await press('all-normal');
    expect(await facts(page)).toEqual(['list', LATER, 'round']);
  });

  test('keeps when it was begun once something was told, and takes the scan and the open round', async () => {
    const page = await worker();
    await check('WE01');
    await say('problem-words', '井盖裂了');
    vi.setSystemTime(LATER);
    county.feed = [[
      { kind: 'task', id: 'round', row: { ...task('round')[2], status: 'missed' } }, { kind: 'task', id: 'next', row: { ...task('next')[2] } }, county.cursor('2'),
    ]];
    await page.syncNow();
    await scan();
    await open();
    await press('save-visit');
    expect(await facts(page)).toEqual(['camera', '2026-11-24T02:00:00.000Z', 'next']);
  });
});
