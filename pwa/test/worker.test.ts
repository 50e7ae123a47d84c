/** The service worker keeps the app for days without a network: what somebody else answered in its place must never lie there. */
import { beforeEach, describe, expect, test, vi } from 'vitest';

/** Known by its place alone: it has types of its own. */
const WORKER = '../src/sw';
const SCRIPT = '/static/app/assets/first-1.js';
const SHELL = `<!doctype html><script type="module" src="${SCRIPT}"></script><div id="app"></div>`;
const PORTAL = '<!doctype html><title>Welcome</title><script src="/login.js"></script>';
const HTML = 'text/html; charset=utf-8';

type Answer = [body: string, type: string];
type Happening = Event & { waitUntil(work: Promise<void>): void; respondWith(answer: Promise<Response>): void };

const kept = new Map<string, Response>();
const pathOf = (asked: string | Request): string => new URL(typeof asked === 'string' ? asked : asked.url, location.origin).pathname;
const cache = {
  put: (asked: string | Request, response: Response) => Promise.resolve(void kept.set(pathOf(asked), response)),
  match: (asked: string | Request) => Promise.resolve(kept.get(pathOf(asked))?.clone()),
  keys: () => Promise.resolve([...kept.keys()].map((path) => ({ url: location.origin + path }))),
};

let answers: Record<string, Answer>;
let heard: Record<string, (happening: Happening) => void>;

beforeEach(async () => {
  kept.clear();
  heard = {};
  answers = { '/app/': [SHELL, HTML], [SCRIPT]: ['run()', 'text/javascript'], '/photos/one/320': ['jpeg', 'image/jpeg'] };
  vi.stubGlobal('__WB_MANIFEST', [{ url: 'index.html', revision: 'one' }, { url: 'assets/first-1.js', revision: null }]);
  vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
  vi.stubGlobal('fetch', (asked: string | Request) => {
    const [body, type] = answers[pathOf(asked)]!;
    return Promise.resolve(new Response(body, { headers: { 'Content-Type': type } }));
  });
  vi.spyOn(self, 'addEventListener').mockImplementation((name: string, hear: unknown) => void (heard[name] = hear as never));
  await import(WORKER);
});

async function install(): Promise<void> {
  let work = Promise.resolve();
  heard.install!({ waitUntil: (told: Promise<void>) => { work = told; } } as Happening);
  await work;
}

async function ask(path: string): Promise<string> {
  let answer = Promise.resolve(new Response('not touched'));
  const request = { url: location.origin + path, method: 'GET', mode: 'no-cors' };
  heard.fetch!({ request, respondWith: (told: Promise<Response>) => { answer = told; } } as unknown as Happening);
  return (await answer).text();
}

test('installed, it holds the page and its script', async () => {
  await install();
  expect([...kept.keys()].sort()).toEqual(['/app/', SCRIPT]);
});

describe('a portal or a server at rest answers 200 with a page of its own', () => {
  test.each(['/app/', SCRIPT])('in place of %s: the version is not taken, and the one before goes on', async (path) => {
    answers[path] = [PORTAL, HTML];
    await expect(install()).rejects.toThrow('not ours');
    expect(kept.has(path)).toBe(false);
  });

  test.each([SCRIPT, '/photos/one/320'])('in place of %s asked for by a page: it is not there the next time', async (path) => {
    const [ours] = answers[path]!;
    const theirs = [PORTAL, HTML] as Answer;
    const before = answers[path]!;
    answers[path] = theirs;
    expect(await ask(path)).toBe(PORTAL);
    answers[path] = before;
    expect(await ask(path)).toBe(ours);
    expect(kept.has(path)).toBe(true);
  });

  test.each([SCRIPT, '/photos/one/320'])('what an older worker kept in place of %s is not shown: the page gets the real one', async (path) => {
    kept.set(path, new Response(PORTAL, { headers: { 'Content-Type': HTML } }));
    expect(await ask(path)).toBe(answers[path]![0]);
    answers[path] = [PORTAL, HTML];
    expect(await ask(path)).not.toBe(PORTAL);
  });

  test('what was kept of it earlier is fetched anew with the next version', async () => {
    kept.set(SCRIPT, new Response(PORTAL, { headers: { 'Content-Type': HTML } }));
    await install();
    expect(await ask(SCRIPT)).toBe('run()');
  });
});

test('a front server that knows no kind for our files still serves them offline', async () => {
  answers[SCRIPT] = ['run()', 'application/octet-stream'];
  await install();
  expect(kept.has(SCRIPT)).toBe(true);
});
