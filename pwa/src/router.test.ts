import { expect, test, vi } from 'vitest';
import { match, spot, startRouter } from './router';

test('an address gives its parts', () => {
  expect(match('/app/asset/:id/check/:code', '/app/asset/7/check/WE05')).toEqual({ id: '7', code: 'WE05' });
});

test('another address is not mistaken for it', () => {
  expect(match('/app/asset/:id', '/app/asset/7/check/WE05')).toBeNull();
  expect(match('/app/asset/:id', '/app/order/7')).toBeNull();
});

test('a link answers the finger at once, then opens its address, once however often it is pressed', async () => {
  startRouter();
  document.body.innerHTML = '<a href="/app/scan">扫一扫</a>';
  const link = document.querySelector('a') as HTMLAnchorElement;
  const before = history.length;
  link.click();
  link.click();
  expect(link.classList.contains('pressed')).toBe(true);
  expect(spot.value.path).not.toBe('/app/scan');
  await vi.waitFor(() => expect(spot.value.path).toBe('/app/scan'));
  expect([link.classList.contains('pressed'), history.length - before]).toEqual([false, 1]);
});
