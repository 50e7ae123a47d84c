/** What the phone says about its network and about being looked at. */
import { signal } from '@preact/signals';

const believesOnline = (): boolean => typeof navigator === 'undefined' || navigator.onLine !== false;

/** What the browser believes; true does not promise that anything gets through. */
export const online = signal(believesOnline());

/** Calls `listener` when the network comes back or the person looks at the page again. */
export function onWake(listener: () => void): void {
  // A page that slept may have missed what became of its network.
  const look = () => {
    online.value = believesOnline();
    listener();
  };
  addEventListener('online', () => {
    online.value = true;
    listener();
  });
  addEventListener('offline', () => {
    online.value = false;
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
  window.addEventListener('pageshow', ({ persisted }) => persisted && look());
}

interface SyncManager {
  register(tag: string): Promise<void>;
}

/** Asks the browser to wake our worker when the network returns, where it can do that. */
export async function askBackgroundSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const sync = (registration as { sync?: SyncManager } | undefined)?.sync;
  // The browser may refuse (battery saver, private window); the other triggers remain.
  await sync?.register('guanhu-outbox').catch(() => undefined);
}
