import { expect, test } from 'vitest';
import { distanceWords, fenTyped, yuanWords } from './figures';

test.each([[4, '就在跟前'], [203, '200 米'], [994, '990 米'], [996, '1.0 公里'], [1149, '1.1 公里'], [12_300, '12 公里']])(
  '%d metres are said as %s', (metres, words) => expect(distanceWords(metres)).toBe(words));

test.each([['120', 12_000], ['１２０．５', 12_050], ['6,400元', 640_000], [' 0 ', 0], ['0.01', 1]])(
  'yuan typed as %s are understood', (typed, fen) => expect(fenTyped(typed)).toBe(fen));

test.each(['', '一百', '-5', '1.234', '1e9'])('%s is no amount', (typed) => expect(fenTyped(typed)).toBeNull());

test('money is said in yuan, with cents only where there are some', () => {
  expect(yuanWords(640_000)).toBe('6,400 元');
  expect(yuanWords(64_050)).toBe('640.50 元');
});
