/** The heart never stops: whatever goes wrong while it looks why something went wrong, it beats again. */
import { describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { nextTry, photo, signedIn, visit, waitOutUndo } from './phone';

/** A signed-in page with one saved visit of a photo, past its five seconds. */
async function saved(county: County) {
  const page = await signedIn(county);
  const id = await page.save(visit(), [photo('one')]);
  waitOutUndo();
  return { page, id };
}

describe('what is asked after a 401 fails too', () => {
  test.each(['no network', 502] as const)('%s: it says so, and sends by itself once that is over', async (trouble) => {
    const county = new County();
    const { page } = await saved(county);
    county.troubles = [{ on: /items/, trouble: 401, code: 'accounts/brings-only' }, { on: /me$/, trouble }];
    await page.syncNow();
    expect(page.syncState.value).toMatchObject({ nextTryAt: expect.any(Number), problem: expect.any(String) });
    expect(page.syncState.value.phase).not.toBe('sending');
    await nextTry(page);
    expect(page.outbox.value).toEqual([]);
  });

  test('a browser that cannot forget the pictures of a revoked sign-in is told in the log, and sends after the next one', async () => {
    const county = new County();
    const { page } = await saved(county);
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    vi.stubGlobal('caches', { delete: () => Promise.reject(new DOMException('no disk', 'UnknownError')) });
    county.troubles = [{ on: /items/, trouble: 401, code: 'accounts/session-revoked' }];
    await page.syncNow();
    expect(page.signedOut.value).toBe('revoked');
    expect(told).toHaveBeenCalledOnce();
    vi.stubGlobal('caches', undefined);
    await page.signIn('jianguo', 'right');
    await page.syncNow();
    expect(page.outbox.value).toEqual([]);
  });

  test('a shelf that cannot be read while it asks why leaves no busy button behind', async () => {
    const county = new County();
    const { page } = await saved(county);
    county.troubles = [{ on: /feed/, trouble: 503, headers: { 'Retry-After': '10' } }];
    const { fetch } = county;
    vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
      if (path.includes('feed')) vi.spyOn(IDBIndex.prototype, 'getAll').mockImplementationOnce(() => { throw new DOMException('no disk', 'UnknownError'); });
      return fetch(path, init);
    });
    await page.syncNow();
    expect(page.syncState.value).toMatchObject({ phase: 'idle', problem: '不行503' });
  });
});
