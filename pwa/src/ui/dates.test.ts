import { expect, test } from 'vitest';
import { agoWords, dateOn, dayWords, momentWords, untilWords, weekdayWords } from './dates';

const NOW = new Date('2026-11-24T02:00:00Z');

test('the day is the county\'s, not the phone\'s', () => {
  expect(dateOn(new Date('2026-11-23T16:30:00Z'))).toBe('2026-11-24');
});

test('days are said as a neighbour would', () => {
  expect(dayWords('2026-11-24')).toBe('11月24日');
  expect(weekdayWords('2026-11-24')).toBe('周二');
});

test.each([['2026-11-24T01:05:00Z', '今天 09:05'], ['2026-11-23T02:00:00Z', '昨天'], ['2026-11-21T02:00:00Z', '3天前'], ['2026-10-01T02:00:00Z', '10月1日']])(
  '%s was %s', (moment, words) => expect(agoWords(moment, NOW)).toBe(words));

test.each([[20, '马上'], [240, '4分钟后'], [7200, '2小时后']])('in %d seconds is %s', (seconds, words) =>
  expect(untilWords(NOW.getTime() + seconds * 1000, NOW.getTime())).toBe(words));

test.each([['2026-11-24T08:42:00Z', '今天 16:42'], ['2026-11-24T17:00:00Z', '11月25日 01:00'], ['2026-11-23T02:00:00Z', '11月23日 10:00']])(
  'something at %s is due %s', (moment, words) => expect(momentWords(moment, NOW)).toBe(words));
