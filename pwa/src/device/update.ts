/** A new version of the app waits until the person says yes, and no page of the browser is in the middle of something. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { spot } from '../router';
import { syncState } from '../sync/beat';
import { atRest } from './rest';

const waiting = signal<ServiceWorker | null>(null);
const LOOK_AGAIN_MS = 3_600_000;
/** Each page that is in the middle of something holds this lock, shared; whoever takes a version over needs it alone. */
const BUSY = 'guanhu-busy';

const isBusy = computed(() => spot.value.path !== '/app/' || syncState.value.phase === 'sending');

/** True when a new version is ready and this page has nothing under way. */
export const updateReady: ReadonlySignal<boolean> = computed(() => waiting.value !== null && !isBusy.value);

let letGo = (): void => undefined;

/** Safari before 15.4 has no locks: there a page only knows of itself. */
function holdWhileBusy(): void {
  letGo();
  if (!isBusy.value) return;
  const done = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  void navigator.locks?.request(BUSY, { mode: 'shared' }, () => done);
}

/** Whatever began in the meantime stays; that page starts again when it is opened the next time. */
const startAgain = (): void => void (isBusy.value || location.reload());

/** Lets the new version take over, upon which every page starts again with it; false when another page is in the middle of something. */
export async function applyUpdate(): Promise<boolean> {
  if (!updateReady.value) return true;
  const takeOver = (isAlone: unknown): boolean => {
    if (isAlone) waiting.value?.postMessage('take-over');
    return Boolean(isAlone);
  };
  return navigator.locks ? navigator.locks.request(BUSY, { ifAvailable: true }, takeOver) : takeOver(true);
}

function watchFor(registration: ServiceWorkerRegistration): void {
  const arrived = (worker: ServiceWorker | null): void => {
    // Without a controller this is the first version: nothing to ask.
    if (worker?.state !== 'installed' || !navigator.serviceWorker.controller) return;
    waiting.value = worker;
    navigator.serviceWorker.addEventListener('controllerchange', startAgain);
  };
  arrived(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const fresh = registration.installing;
    fresh?.addEventListener('statechange', () => arrived(fresh));
  });
}

/** Registers the worker that makes the app start without a network; absent in WeChat and on plain http. */
export async function installShell(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  effect(holdWhileBusy);
  await atRest();
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' }).catch(() => null);
  if (!registration) return;
  watchFor(registration);
  setInterval(() => void registration.update().catch(() => undefined), LOOK_AGAIN_MS);
}
