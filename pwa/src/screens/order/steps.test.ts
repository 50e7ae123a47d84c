import { noteSeen } from '../../ui/seen-photos';
import { expect, test } from 'vitest';
import type { Photo } from '../../store/photos';
import { me } from '../../store/session';
import type { Me, Order } from '../../wire/types';
import { NOTHING_DONE, STEPS } from './steps';

const assigned = { status: 'assigned' } as Order;
const where = { place: null, scanned: { by: 'list', token: null, short_code: null } } as const;
const withPhoto = { ...NOTHING_DONE, photos: [{} as Photo] };

test('a job begins with a photo of how it was; after a rework that photo is there already', () => {
  expect(STEPS.begin?.complaint(NOTHING_DONE, assigned)).toBe('app.order.begin.photo_first');
  expect(STEPS.begin?.complaint(NOTHING_DONE, { status: 'rework' } as Order)).toBeNull();
});

test('a job ends with a photo and its cost in fen', () => {
  expect(STEPS.finish?.complaint({ ...NOTHING_DONE, yuan: '5' }, assigned)).toBe('app.order.finish.photo_first');
  expect(STEPS.finish?.complaint(withPhoto, assigned)).toBe('app.order.finish.cost_first');
  const done = { ...withPhoto, yuan: '120', materials: [{ name: '瓦', quantity: '2片', yuan: '20' }, { name: ' ', quantity: '', yuan: '' }] };
  expect(STEPS.finish?.complaint(done, assigned)).toBeNull();
  expect(STEPS.finish?.command(done, where, assigned).payload).toMatchObject(
    { actual_cost_fen: 12_000, materials: [{ name: '瓦', quantity: 2, cost_fen: 2000 }] });
});

test('a bill is asked for only above the limit of the county, and not where none is known', () => {
  const dear = { ...withPhoto, yuan: '2000.01' };
  expect(STEPS.finish?.complaint(dear, assigned)).toBeNull();
  me.value = { settings: { receipt_limit_fen: 200_000 } } as Me;
  expect(STEPS.finish?.complaint({ ...withPhoto, yuan: '2000' }, assigned)).toBeNull();
  expect(STEPS.finish?.complaint(dear, assigned)).toBe('app.order.finish.receipt_first');
  expect(STEPS.finish?.complaint({ ...dear, receipts: [{} as Photo] }, assigned)).toBeNull();
});

test('sending back needs a photo and words the mender can use', () => {
  expect(STEPS.fail?.complaint(NOTHING_DONE, assigned)).toBe('app.order.fail.photo_first');
  expect(STEPS.fail?.complaint(withPhoto, assigned)).toBe('app.order.fail.words_first');
  expect(STEPS.fail?.complaint({ ...withPhoto, words: '还漏' }, assigned)).toBeNull();
});

test('of a photo that the phone never drew nobody says that it can be public', () => {
  noteSeen('drawn');
  const order = { ...assigned, before: ['drawn'], after: ['late'] };
  expect(STEPS.pass?.command({ ...NOTHING_DONE, publish: true }, where, order).payload).toMatchObject({ seen_photos: ['drawn'] });
});
