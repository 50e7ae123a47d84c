import { expect, test } from 'vitest';
import type { Asset } from '../wire/types';
import { numberOf, plateAt, plateOf, platesOf, plateTrouble } from './plates';

const plate = (token: string, status: 'bound' | 'damaged' | 'printed' = 'bound', unit_id: string | null = null) =>
  ({ token, short_code: `s-${token}`, status, unit_id });
const asset = (facts: Partial<Asset>): Asset => ({ tokens: [], short_codes: [], units: [], ...facts }) as Asset;

test('a row of an older server still knows its plates', () => {
  const old = asset({ tokens: ['a'], short_codes: ['k'] });
  expect(platesOf(old)).toEqual([{ token: 'a', short_code: 'k', status: 'bound', unit_id: null }]);
});

test('the plate of the whole and that of a part are not mistaken for each other', () => {
  const wells = asset({ plates: [plate('a'), plate('b', 'bound', 'well-3')] });
  expect(plateAt(wells, null)?.token).toBe('a');
  expect(plateAt(wells, 'well-3')?.token).toBe('b');
  expect(plateAt(wells, 'well-4')).toBeUndefined();
  expect(plateOf(wells, 's-b')?.unit_id).toBe('well-3');
});

test('one printed again is to be hung before a broken one is changed', () => {
  expect(plateTrouble(asset({ plates: [plate('a')] }))).toBeNull();
  expect(plateTrouble(asset({ plates: [plate('a', 'damaged')] }))).toBe('damaged');
  expect(plateTrouble(asset({ plates: [plate('a', 'damaged'), plate('b', 'printed')] }))).toBe('printed');
});

test('a new thing is numbered after those of its kind in its own village', () => {
  const known = [
    asset({ region_code: 'here', asset_type: 'well' }), asset({ region_code: 'here', asset_type: 'canal' }),
    asset({ region_code: 'there', asset_type: 'well' }),
  ];
  expect(numberOf(known, 'here', 'well')).toBe(2);
  expect(numberOf([], 'here', 'well')).toBe(1);
});
