import { expect, test } from 'vitest';
import type { Asset, Task } from '../wire/types';
import { dueNow, taskOf } from './due';

const HERE = { lat: 39.331, lng: 112.432 };
const asset = (id: string, north: number): [string, Asset] =>
  [id, { id, name: id, lat: HERE.lat + north / 111_195, lng: HERE.lng } as Asset];
const assets = new Map([asset('near', 200), asset('far', 900), asset('late', 1500)]);
const task = (asset_id: string, due_on: string, more: Partial<Task> = {}): Task =>
  ({ id: `task-${asset_id}`, asset_id, plan: '', window_start_on: '2026-11-01', due_on, status: 'pending', photo_asked: false, version: 1, ...more });

const names = (tasks: Task[], from: typeof HERE | null = HERE) => dueNow(tasks, assets, from, '2026-11-24').map((due) => due.asset.id);

test('the late place comes first, then the nearest', () => {
  expect(names([task('far', '2026-11-30'), task('late', '2026-11-22'), task('near', '2026-11-30')])).toEqual(['late', 'near', 'far']);
});

test('what the season asks for does not wait for the monthly round', () => {
  const afterRain = task('far', '2026-11-25', { plan_kind: 'post_event' });
  expect(names([task('late', '2026-11-22'), afterRain, task('near', '2026-11-30')])).toEqual(['far', 'late', 'near']);
});

test('a place that two rounds ask for stands in the list once, with the late one', () => {
  const both = [task('near', '2026-11-30', { id: 'later' }), task('near', '2026-11-20')];
  expect(dueNow(both, assets, HERE, '2026-11-24').map((due) => due.task.id)).toEqual(['task-near']);
});

test('without a position the day it is due decides', () => {
  expect(names([task('near', '2026-11-30'), task('far', '2026-11-25')], null)).toEqual(['far', 'near']);
});

test('what was handed in, and what has not begun, is not due', () => {
  expect(names([task('near', '2026-11-30', { status: 'submitted' }), task('far', '2026-12-30', { window_start_on: '2026-12-01' })])).toEqual([]);
});

test('says how late, how far and in which direction', () => {
  const [due] = dueNow([task('near', '2026-11-22')], assets, HERE, '2026-11-24');
  expect(due).toMatchObject({ lateDays: 2, bearing: 'app.bearing.n' });
  expect(Math.round(due?.metres ?? 0)).toBe(200);
});

test('the visit asked for first is the one a scan answers', () => {
  const later = task('near', '2026-12-30', { id: 'later' });
  expect(taskOf('near', [later, task('near', '2026-11-30')])?.id).toBe('task-near');
  expect(taskOf('far', [later])).toBeNull();
});
