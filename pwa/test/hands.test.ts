/** One browser, several people: what the server tells one of them never lies on another's shelf. */
import { describe, expect, test, vi } from 'vitest';
import { County } from './county';
import { calm, openPage, signedIn, type Page } from './phone';

const asset = (id: string) => ({ kind: 'asset', id, row: { name: id, tokens: [], short_codes: [], open_reports: [] } });

const shelfOf = (page: Page, name: string): Promise<string[]> =>
  page.onShelf(async (db) => (await db.getAllFromIndex('rows', 'user', `user-${name}`)).map(({ id }) => id));

/** A page of a worker who was shown one well. */
async function shown(county: County): Promise<Page> {
  const page = await signedIn(county);
  county.feed = [[asset('well'), county.cursor('1')]];
  await page.syncNow();
  return page;
}

/** A cadre signs in at the desk of the same browser: the cookie is his from now on. */
function atTheDesk(county: County): void {
  county.signedIn = 'fang';
  county.feed = [[asset('road'), county.cursor('7')], [asset('road'), county.cursor('7')]];
}

async function nextBeat(page: Page): Promise<void> {
  vi.advanceTimersByTime(1);
  await calm(page);
}

describe('a cadre signs in at the desk of the browser that holds a worker’s app', () => {
  test('his news are neither shown nor kept as the worker’s, and the app goes on as his', async () => {
    const county = new County();
    const page = await shown(county);
    atTheDesk(county);
    await page.syncNow();
    expect(page.me.value?.user_id).toBe('user-fang');
    await vi.waitFor(() => expect([...page.assets.value.keys()]).not.toContain('well'));
    await nextBeat(page);
    expect([await shelfOf(page, 'jianguo'), await shelfOf(page, 'fang')]).toEqual([['well'], ['road']]);
    expect([...page.assets.value.keys()]).toEqual(['road']);
  });

  test('also when the app is opened only afterwards, and asks for news before it asks who is there', async () => {
    const county = new County();
    await shown(county);
    atTheDesk(county);
    const page = await openPage();
    await page.syncNow();
    await nextBeat(page);
    expect([await shelfOf(page, 'jianguo'), await shelfOf(page, 'fang')]).toEqual([['well'], ['road']]);
  });

  test('a decision about his own record changes nothing on the worker’s shelf', async () => {
    const county = new County();
    const page = await shown(county);
    const before = await page.recall('mark/user-jianguo');
    atTheDesk(county);
    county.epoch = 'second';
    await page.syncNow();
    expect(await page.recall('mark/user-jianguo')).toEqual(before);
    expect(await page.recall('epoch/user-jianguo')).toBe('first');
  });
});

test('news that say they are for somebody else, while the server says it is he, are not taken and asked for later', async () => {
  const county = new County();
  const page = await shown(county);
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  county.feed = [[asset('road'), { ...county.cursor('2'), kind: 'cursor' }]];
  const { fetch } = county;
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    const answer = await fetch(path, init);
    return path.includes('feed') ? new Response((await answer.text()).replace('user-jianguo', 'user-fang')) : answer;
  });
  await page.syncNow();
  expect(await shelfOf(page, 'jianguo')).toEqual(['well']);
  expect(page.syncState.value).toMatchObject({ nextTryAt: expect.any(Number), problem: expect.any(String) });
  expect(told).toHaveBeenCalledOnce();
});

describe('the worker leaves while page after page of his news comes in', () => {
  /** Signs out before the second page is read; `then` is what follows at once. */
  async function leaving(county: County, then: (page: Page) => Promise<void>): Promise<Page> {
    const page = await shown(county);
    county.feed = [[asset('a'), county.cursor('2', true)], [asset('b'), county.cursor('3')]];
    const { fetch } = county;
    vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
      const answer = await fetch(path, init);
      if (path.endsWith('cursor=2')) {
        vi.stubGlobal('fetch', fetch);
        await page.signOut();
        await then(page);
      }
      return answer;
    });
    await page.syncNow();
    return page;
  }

  test('nothing of it stays behind', async () => {
    const page = await leaving(new County(), () => Promise.resolve());
    await nextBeat(page);
    expect([await shelfOf(page, 'jianguo'), page.me.value, page.signedOut.value]).toEqual([[], null, 'yes']);
    expect(page.syncState.value).toMatchObject({ phase: 'paused', problem: null });
  });

  test('nor when the next person signs in at once, who gets his own', async () => {
    const county = new County();
    const page = await leaving(county, async ({ signIn }) => {
      await signIn('guilan', 'right');
      county.feed = [[asset('hers'), county.cursor('9')]];
    });
    await nextBeat(page);
    expect([await shelfOf(page, 'jianguo'), await shelfOf(page, 'guilan')]).toEqual([[], ['hers']]);
  });

  test('he finds everything again when he comes back', async () => {
    const county = new County();
    const page = await leaving(county, () => Promise.resolve());
    await page.signIn('jianguo', 'right');
    county.feed = [[{ kind: 'reset' }, asset('a'), asset('b'), county.cursor('3')]];
    await page.syncNow();
    expect([...page.assets.value.keys()]).toEqual(['a', 'b']);
  });
});
