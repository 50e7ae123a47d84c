/** A page of the app as the browser opens it: fresh modules over whatever lies on the shelf. */
import { createHash } from 'node:crypto';
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { h, type ComponentType } from 'preact';
import { expect, vi } from 'vitest';
import type { County } from './county';
import type { Photo } from '../src/store/photos';
import type { InspectionPayload } from '../src/wire/types';

/** Opens the app; what was open before is as dead as after kill -9. */
export async function openPage() {
  vi.resetModules();
  const [db, outbox, rows, session, store, beat, items, drafts, push, pull, detour, parcel, making] = await Promise.all([
    import('../src/store/db'), import('../src/store/outbox'), import('../src/store/rows'), import('../src/sync/session'),
    import('../src/store/session'), import('../src/sync/beat'), import('../src/store/items'), import('../src/store/drafts'),
    import('../src/sync/push'), import('../src/sync/pull'), import('../src/sync/detour'),
    import('../src/store/parcel'), import('../src/store/making'),
  ]);
  await db.open();
  await session.resume();
  return { ...db, ...outbox, ...rows, ...session, ...store, ...beat, ...items, ...drafts, ...push, ...pull, ...detour, ...parcel, ...making };
}

export type Page = Awaited<ReturnType<typeof openPage>>;

export async function signedIn(county: County, name = 'jianguo'): Promise<Page> {
  vi.stubGlobal('fetch', county.fetch);
  const page = await openPage();
  await page.signIn(name, 'right');
  return page;
}

export type Row = readonly [kind: string, id: string, row: object];

/** A worker's page at this address, which has pulled what his village knows. */
export async function workerPage(county: County, rows: readonly Row[], address = '/app/'): Promise<Page> {
  history.replaceState(null, '', address);
  county.feed = [[...rows.map(([kind, id, row]) => ({ kind, id, row })), county.cursor('1')]];
  const page = await signedIn(county);
  page.me.value = { ...page.me.value!, roles: ['patrol_worker'] };
  await page.syncNow();
  return page;
}

export function photo(words: string, slot = 'problem/WE01/1'): Photo {
  const bytes = new TextEncoder().encode(words).buffer as ArrayBuffer;
  const sha256 = createHash('sha256').update(words).digest('hex');
  const exif = { taken_at: null, lat: null, lng: null };
  return { sha256, bytes, mime: 'image/jpeg', slot, takenAt: new Date().toISOString(), place: null, exif, previewUrl: 'blob:gone' };
}

export const visit = (assetId = 'asset-1', facts: Partial<InspectionPayload> = {}) => ({
  kind: 'inspection.file' as const, subjectId: assetId, baseVersion: null, title: '3号井',
  payload: {
    task_id: null, template: 'well', template_version: 1, answers: [], all_normal: true, asked: [], place: null,
    started_at: new Date().toISOString(), scanned: { by: 'camera' as const, token: null, short_code: null }, ...facts,
  },
});

/** A camera whose pictures are made small only when the test says so, or fail; the newest one last. */
export function slowCamera() {
  const underWay: { done: (words: string) => void; fail: () => void }[] = [];
  vi.doMock('../src/device/shrink', () => ({
    shrink: () => new Promise<ArrayBuffer>((resolve, reject) => underWay.push({
      done: (words) => resolve(new TextEncoder().encode(words).buffer as ArrayBuffer), fail: () => reject(new Error('no picture')),
    })),
  }));
  /** Presses the button, takes a picture, and gives back how it ends. */
  const take = async (testid: string) => {
    const before = underWay.length;
    fireEvent.change(await screen.findByTestId(testid), { target: { files: [new File(['raw'], 'photo.jpg', { type: 'image/jpeg' })] } });
    await vi.waitFor(() => expect(underWay.length).toBe(before + 1));
    return underWay[before]!;
  };
  return { take };
}

/** Lets the five seconds of 撤销 pass. */
export const waitOutUndo = (): void => void vi.setSystemTime(Date.now() + 6000);

/** Lets everything that was begun come to rest, without moving the clock. */
export async function calm(page: Page): Promise<void> {
  for (let still = 0; still < 20; still = /sending|pulling/.test(page.syncState.value.phase) ? 0 : still + 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets the time pass until the planned try, and the try itself. */
export async function nextTry(page: Page): Promise<void> {
  vi.advanceTimersByTime(page.syncState.value.nextTryAt! - Date.now());
  await calm(page);
}

type Screen = ComponentType<Record<string, string>>;

/** A roof over the phone: it looks for its place and finds none. */
const ROOF = { watchPosition: () => 1, clearWatch: () => undefined };

/** Goes to another address of the page that is open, and draws its screen. */
export async function goTo(address: string, load: () => Promise<{ default: Screen }>, params: Record<string, string>) {
  cleanup();
  const { go } = await import('../src/router');
  go(address);
  return show(load, params);
}

/** Draws a screen of the page that is open, with the words it says. */
export async function show(load: () => Promise<{ default: Screen }>, params: Record<string, string> = {}) {
  const [{ default: drawn }, { fetchWords }] = await Promise.all([load(), import('../src/words')]);
  await fetchWords();
  Object.defineProperty(navigator, 'geolocation', { configurable: true, value: ROOF });
  render(h(drawn, params));
  return screen;
}

export const showOutbox = () => show(() => import('../src/screens/outbox/outbox'));
export const showToday = () => show(() => import('../src/screens/today/today'));
