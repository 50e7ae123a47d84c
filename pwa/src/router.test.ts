import { expect, test } from 'vitest';
import { match } from './router';

test('an address gives its parts', () => {
  expect(match('/app/asset/:id/check/:code', '/app/asset/7/check/WE05')).toEqual({ id: '7', code: 'WE05' });
});

test('another address is not mistaken for it', () => {
  expect(match('/app/asset/:id', '/app/asset/7/check/WE05')).toBeNull();
  expect(match('/app/asset/:id', '/app/order/7')).toBeNull();
});
