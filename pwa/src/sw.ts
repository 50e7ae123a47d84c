/** Starts the app without a network. Touches /app/*, its own files, small pictures, and scans that failed; nothing else. */

export {};
declare global {
  interface ServiceWorkerGlobalScope {
    __WB_MANIFEST: { url: string; revision: string | null }[];
  }
}
declare const self: ServiceWorkerGlobalScope;

const BASE = '/static/app/';
const SHELL = '/app/';
const APP_CACHE = 'guanhu-app';
const PHOTO_CACHE = 'guanhu-photos';
const MOST_PHOTOS = 60;

const manifest = self.__WB_MANIFEST;
const page = manifest.find(({ url }) => url.endsWith('index.html'));
const files = manifest.filter((entry) => entry !== page).map(({ url }) => new URL(url, self.location.origin + BASE).pathname);
/** One shelf per version of the page; the files themselves carry their hash in their name. */
const SHELL_CACHE = `guanhu-shell-${page?.revision ?? 'first'}`;

type IsOurs = (response: Response) => boolean | Promise<boolean>;

/** A hotel's or an operator's page answers 200 to everything: only what is of the kind that was asked for is kept. */
const isOfKind = (kinds: RegExp): ((response: Response) => boolean) => (response) =>
  response.ok && !response.redirected && kinds.test(response.headers.get('Content-Type') ?? '');
// Older front servers do not know what a .wasm is.
const isOwnFile = isOfKind(/javascript|css|svg|font|wasm|octet-stream/);
const isPicture = isOfKind(/^image\//);
const isHtml = isOfKind(/html/);

/** The page that starts a script of this very version. */
async function isShell(response: Response): Promise<boolean> {
  if (!isHtml(response)) return false;
  const text = await response.clone().text();
  return files.some((path) => text.includes(`src="${path}"`));
}

async function fetchInto(cache: Cache, path: string, mode: RequestCache, isOurs: IsOurs): Promise<void> {
  const response = await fetch(path, { cache: mode, credentials: 'same-origin' });
  if (!(await isOurs(response))) throw new Error(`${path}: ${response.status}, not ours`);
  await cache.put(path, response);
}

/** The names of those of our files that lie in the cache. */
async function filesIn(cache: Cache): Promise<Set<string>> {
  const known = new Set<string>();
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept && isOwnFile(kept)) known.add(new URL(request.url).pathname);
  }
  return known;
}

async function install(): Promise<void> {
  const app = await caches.open(APP_CACHE);
  const known = await filesIn(app);
  await Promise.all(files.filter((path) => !known.has(path)).map((path) => fetchInto(app, path, 'default', isOwnFile)));
  // From /app/ itself, not the file: this answer carries the rules (CSP) the page must live under.
  await fetchInto(await caches.open(SHELL_CACHE), SHELL, 'no-cache', isShell);
}

async function tidy(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith('guanhu-shell-') && name !== SHELL_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  const app = await caches.open(APP_CACHE);
  for (const request of await app.keys()) {
    const { pathname } = new URL(request.url);
    if (!files.includes(pathname) && !pathname.endsWith('.wasm')) await app.delete(request);
  }
}

async function shell(): Promise<Response> {
  const cache = await caches.open(SHELL_CACHE);
  return (await cache.match(SHELL)) ?? fetch(SHELL);
}

/** A scan goes to the public page of the server; where nothing comes, the app opens, for it knows the plate itself. */
async function scan(request: Request): Promise<Response> {
  return fetch(request).catch(() => Response.redirect(`/app${new URL(request.url).pathname}`));
}

async function ownFile(request: Request): Promise<Response> {
  const cache = await caches.open(APP_CACHE);
  const known = await cache.match(request);
  if (known && isOwnFile(known)) return known;
  const response = await fetch(request);
  if (isOwnFile(response)) await cache.put(request, response.clone());
  return response;
}

async function photo(request: Request): Promise<Response> {
  const cache = await caches.open(PHOTO_CACHE);
  const known = await cache.match(request);
  if (known && isPicture(known)) return known;
  const response = await fetch(request);
  if (!isPicture(response)) return response;
  await cache.put(request, response.clone());
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_PHOTOS)).map((oldest) => cache.delete(oldest)));
  return response;
}

function answerFor(request: Request): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return null;
  if (request.mode === 'navigate') {
    if (pathname === '/app' || pathname.startsWith(SHELL)) return shell();
    return pathname.startsWith('/t/') ? scan(request) : null;
  }
  if (pathname.startsWith(`${BASE}assets/`)) return ownFile(request);
  return /^\/photos\/[^/]+\/320$/.test(pathname) ? photo(request) : null;
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  const answer = answerFor(event.request);
  if (answer) event.respondWith(answer);
});
self.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void self.skipWaiting();
});

async function wakePages(): Promise<void> {
  for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage('beat');
}

self.addEventListener('sync' as 'activate', (event) => event.waitUntil(wakePages()));
