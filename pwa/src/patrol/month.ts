/** This month in plain figures: how many places, how many were seen, why the others were not. Nobody else's. */
import type { Task } from '../wire/types';

type Excuse = NonNullable<Task['excuse']>;

export interface Month {
  /** YYYY-MM in the county's time. */
  month: string;
  places: number;
  seen: number;
  /** Places nobody could get to, by the reason given. */
  excused: [reason: Excuse, count: number][];
  left: number;
}

const SEEN = new Set<Task['status']>(['submitted', 'done']);
const LEFT = new Set<Task['status']>(['pending', 'in_progress', 'overdue', 'returned']);

/**
 * The rounds that end in the month of `today`; a round that was called off is none.
 *
 * today  YYYY-MM-DD in the county's time
 */
export function monthOf(tasks: Iterable<Task>, today: string): Month {
  const month = today.slice(0, 7);
  const mine = [...tasks].filter(({ due_on, status }) => due_on.startsWith(month) && status !== 'cancelled');
  const reasons = new Map<Excuse, number>();
  for (const { excuse } of mine.filter(({ status }) => status === 'excused')) {
    const reason = excuse ?? 'other';
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const count = (states: Set<Task['status']>): number => mine.filter(({ status }) => states.has(status)).length;
  return { month, places: mine.length, seen: count(SEEN), excused: [...reasons], left: count(LEFT) };
}
