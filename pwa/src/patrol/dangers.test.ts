import { expect, test } from 'vitest';
import { safeByWords } from './dangers';

const NOW = new Date('2026-11-24T02:00:00Z');

test.each([
  ['2026-11-24T05:30:00Z', '今天 13:30之前要拦好'],
  ['2026-11-25T01:00:00Z', '11月25日 09:00之前要拦好'],
  ['2026-11-24T01:59:00Z', '今天 09:59就该拦好的，赶快'],
])('a danger to be safe by %s says so', (moment, words) => expect(safeByWords(moment, NOW)).toBe(words));
