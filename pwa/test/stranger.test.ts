import { expect, test, vi } from 'vitest';
import { County } from './county';
import { openPage } from './phone';

test('a phone that knows nobody asks nothing that it would be refused', async () => {
  const county = new County();
  vi.stubGlobal('fetch', county.fetch);
  const page = await openPage();
  await vi.waitFor(() => expect(county.asked).toEqual(['GET /api/v1/signed-in']));
  expect(page.signedOut.value).toBe('yes');
});

test('whoever signed in at the desk of this browser is known to the app at once', async () => {
  const county = new County();
  county.signedIn = 'fang';
  vi.stubGlobal('fetch', county.fetch);
  const page = await openPage();
  await vi.waitFor(() => expect(page.me.value?.user_id).toBe('user-fang'));
  expect(page.signedOut.value).toBe('no');
});
