import { expect, test } from 'vitest';
import { County } from './county';
import { signedIn, type Page } from './phone';

const REPORT = {
  report_no: 'BX1', asset_id: 'well', title: '井不出水', words: '', severity: 'major', status: 'resolved', upward: false,
  reported_at: '2026-11-20T00:00:00Z', voices: 1, photos: [], reason: null, mine: true, question: null, may: ['mended', 'not_mended'], version: 4,
};

async function pulled(row: object = {}): Promise<Page> {
  const county = new County();
  county.feed = [[{ kind: 'report', id: 'mine', row: { ...REPORT, ...row } }, county.cursor('1')]];
  const page = await signedIn(county);
  await page.syncNow();
  return page;
}

const answer = (page: Page, told: 'mended' | 'not_mended' | 'supply' | 'appeal') =>
  page.save({ kind: 'damage.answer', subjectId: 'mine', baseVersion: null, title: '我报的', payload: { answer: told, words: '' } }, []);

test.each([['mended', 'closed'], ['not_mended', 'reopened']] as const)('a word given offline (%s) shows at once and is asked for no more', async (told, status) => {
  const page = await pulled();
  await answer(page, told);
  expect(page.reports.value.get('mine')).toMatchObject({ status, may: [] });
});

test('a word that the server does not ask for any more changes nothing on the screen', async () => {
  const page = await pulled({ status: 'closed', may: ['not_mended'] });
  await answer(page, 'mended');
  expect(page.reports.value.get('mine')).toMatchObject({ status: 'closed', may: ['not_mended'] });
});

test('a report that was joined with another stays joined after the word on that one', async () => {
  const page = await pulled({ status: 'merged' });
  await answer(page, 'mended');
  expect(page.reports.value.get('mine')).toMatchObject({ status: 'merged', may: [] });
});

test('a danger fenced off without a signal is asked for no more, at the thing and in its report', async () => {
  const county = new County();
  const well = { id: 'well', name: '2号井', tokens: [], short_codes: [], units: [], open_reports: [{ id: 'mine', title: '井盖没了', status: 'submitted', danger: 'open' }] };
  county.feed = [[{ kind: 'asset', id: 'well', row: well }, { kind: 'report', id: 'mine', row: { ...REPORT, danger: 'open', may: ['verify', 'secure'] } }, county.cursor('1')]];
  const page = await signedIn(county);
  await page.syncNow();
  const scanned = { by: 'list', token: null, short_code: null } as const;
  await page.save({ kind: 'damage.secure', subjectId: 'mine', baseVersion: null, title: '围挡', payload: { measure: 'fenced', place: null, scanned } }, []);
  expect(page.assets.value.get('well')?.open_reports[0]?.danger).toBe('fenced');
  expect(page.reports.value.get('mine')).toMatchObject({ danger: 'fenced', may: ['verify'], version: 4 });
});
