import { expect, test } from 'vitest';
import type { Photo } from '../store/photos';
import type { Asset, Item, Template, TemplateItem } from '../wire/types';
import { emptyVisit, isTold, visitOf, withoutProblem, withProblem, type Problem, type VisitDraft } from './answers';
import { visitAgain } from './visit-again';

const item = (code: string, more: Partial<TemplateItem> = {}): TemplateItem =>
  ({ code, zh: code, en: code, type: 'check', severity: 'major', photo: 'when_abnormal', spot_fix: false, ...more });
const template = {
  items: [item('G02', { severity: 'minor' }), item('G03', { type: 'choice', severity: null }), item('WE05', { severity: 'critical' }), item('DEPTH', { type: 'number' })],
} as Template;
const well = { line: null } as Asset;
const road = { line: [[39.33, 112.43], [39.33, 112.45]] } as unknown as Asset;
const photo = (sha256: string): Photo => ({ sha256, slot: '' }) as Photo;
const fresh = (): VisitDraft => emptyVisit(null, { by: 'list', token: null, short_code: null }, new Date('2026-11-24T02:00:00Z'));
const problem = (more: Partial<Problem> = {}): Problem =>
  ({ code: 'WE05', unitId: null, value: 'problem', way: 'repair', photos: [], after: [], words: '', place: null, ...more });

test('all normal answers every check and asks nothing else', () => {
  const visit = visitOf(template, well, fresh());
  expect(visit.answers).toEqual([{ code: 'G02', value: 'ok' }, { code: 'WE05', value: 'ok' }]);
  expect(visit.asked).toEqual(['G02', 'WE05']);
  expect(visit.all_normal).toBe(true);
});

test('a problem carries its photos, its severity and its words', () => {
  const visit = visitOf(template, well, withProblem(fresh(), problem({ photos: [photo('a'), photo('b')], words: ' 井盖裂了 ' })));
  expect(visit.answers).toContainEqual(
    { code: 'WE05', value: 'problem', severity: 'critical', words: '井盖裂了', slots: ['problem/WE05/1', 'problem/WE05/2'] });
  expect(visit.photos.map(({ slot }) => slot)).toEqual(['problem/WE05/1', 'problem/WE05/2']);
  expect(visit.all_normal).toBe(false);
});

test('mended on the spot shows before and after', () => {
  const mended = problem({ code: 'G02', way: 'spot', photos: [photo('a')], after: [photo('b')] });
  const visit = visitOf(template, well, withProblem(fresh(), mended));
  expect(visit.answers[0]).toMatchObject({ code: 'G02', fixed_on_spot: true, slots: ['before/G02/1', 'after/G02/1'] });
});

test('two bad lamps keep their photos apart', () => {
  const one = withProblem(fresh(), problem({ unitId: 'lamp-1', photos: [photo('a')] }));
  const visit = visitOf(template, well, withProblem(one, problem({ unitId: 'lamp-2', photos: [photo('b')] })));
  expect(visit.answers.filter(({ code }) => code === 'WE05').map(({ unit_id, slots }) => [unit_id, slots]))
    .toEqual([['lamp-1', ['problem/WE05/1']], ['lamp-2', ['problem/WE05/2']]]);
  expect(visit.asked).toEqual(['G02', 'WE05']);
});

test('a problem on a road says how far along it lies', () => {
  const place = { lat: 39.33, lng: 112.44, accuracy_m: 8, source: 'gps', fixed_at: '' };
  const visit = visitOf(template, road, withProblem(fresh(), problem({ photos: [photo('a')], place })));
  expect(visit.answers.at(-1)?.chainage_m).toBeGreaterThan(850);
  expect(visit.answers.at(-1)?.chainage_m).toBeLessThan(870);
});

test('a choice that was made and a figure that was measured are told', () => {
  const visit = visitOf(template, well, { ...fresh(), values: { G03: 'idle', DEPTH: '2.5' } });
  expect(visit.answers).toContainEqual({ code: 'G03', value: 'idle' });
  expect(visit.answers).toContainEqual({ code: 'DEPTH', value: 2.5 });
});

test('a thing that is not there is neither sound nor broken', () => {
  const visit = visitOf(template, well, { ...fresh(), absent: ['G02'] });
  expect(visit.answers[0]).toEqual({ code: 'G02', value: 'absent' });
  expect(visit.all_normal).toBe(false);
});

test('told again replaces what was told before; pressed by mistake leaves nothing', () => {
  const twice = withProblem(withProblem(fresh(), problem({ words: '一' })), problem({ words: '二二' }));
  expect(twice.problems.map(({ words }) => words)).toEqual(['二二']);
  expect(withoutProblem(twice, 'WE05', null).problems).toEqual([]);
});

test('a photo or a few words are enough to understand', () => {
  expect(isTold(problem())).toBe(false);
  expect(isTold(problem({ words: '裂了' }))).toBe(true);
  expect(isTold(problem({ photos: [photo('a')] }))).toBe(true);
});

test('a refused visit that is changed at home keeps how far along the road its trouble lies', () => {
  const there = { lat: 39.33, lng: 112.44, accuracy_m: 10, source: 'gps', fixed_at: '' };
  const first = visitOf(template, road, withProblem(fresh(), problem({ words: '路基塌了', place: there })));
  const payload = { ...first, task_id: null, started_at: '', scanned: fresh().scanned, place: { ...there, lng: 112.45 } };
  expect(visitOf(template, road, visitAgain({ payload } as unknown as Item, [])).answers).toEqual(first.answers);
});
