/** A new version of the app waits until the person says yes. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { syncState } from '../sync/beat';
import { atRest } from './rest';

const waiting = signal<ServiceWorker | null>(null);
const LOOK_AGAIN_MS = 3_600_000;

/** True when a new version is ready and the outbox does not move. */
export const updateReady: ReadonlySignal<boolean> = computed(() => waiting.value !== null && syncState.value.phase !== 'sending');

/** Takes the new version over and starts again with it; call it only when no draft is open. */
export function applyUpdate(): void {
  if (!updateReady.value) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.value?.postMessage('take-over');
}

function watchFor(registration: ServiceWorkerRegistration): void {
  const arrived = (worker: ServiceWorker | null): void => {
    // Without a controller this is the first version: nothing to ask.
    if (worker?.state === 'installed' && navigator.serviceWorker.controller) waiting.value = worker;
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
  await atRest();
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' }).catch(() => null);
  if (!registration) return;
  watchFor(registration);
  setInterval(() => void registration.update().catch(() => undefined), LOOK_AGAIN_MS);
}
