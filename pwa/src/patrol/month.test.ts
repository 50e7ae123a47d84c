import { expect, test } from 'vitest';
import type { Task } from '../wire/types';
import { monthOf } from './month';

const round = (status: Task['status'], due_on = '2026-11-30', excuse: Task['excuse'] = null): Task =>
  ({ id: `${status}${due_on}`, asset_id: 'a', plan: '', window_start_on: '2026-11-01', due_on, status, photo_asked: false, excuse, version: 1 });

test('a month counts what was seen, and says why the rest was not', () => {
  const rounds = [round('done'), round('submitted'), round('excused', '2026-11-30', 'snow'), round('excused', '2026-11-29', 'snow'), round('overdue')];
  expect(monthOf(rounds, '2026-11-24')).toEqual({ month: '2026-11', places: 5, seen: 2, excused: [['snow', 2]], left: 1 });
});

test('another month and a round that was called off do not count', () => {
  expect(monthOf([round('done', '2026-10-31'), round('cancelled')], '2026-11-24').places).toBe(0);
});
