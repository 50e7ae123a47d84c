/** Sees to it that only one page or worker of this browser sends at a time. */
import { onNoRoom, onShelf } from '../store/db';
import { uuid7 } from '../wire/uuid7';

const NAME = 'guanhu-sync';
/** A page that died holds the lease no longer than this. */
const LEASE_MS = 30_000;

interface Lease {
  holder: string;
  until: number;
}

/**
 * The name under which this tab holds the lease. Inside WeChat every link opens the app anew, and the page before it is gone:
 * the new one goes on with the same name instead of waiting until the lease runs out.
 */
function nameOfTab(): string {
  try {
    const known = sessionStorage.getItem(NAME) ?? uuid7();
    sessionStorage.setItem(NAME, known);
    return known;
  } catch {
    // The service worker has no such storage, a private window may forbid it.
    return uuid7();
  }
}

const holder = nameOfTab();

/** Takes or renews the lease inside one transaction, so that two pages never both get it. A full phone goes on without. */
async function lease(forMs: number): Promise<boolean> {
  let free = true;
  const asking = onShelf(async (db) => {
    const tx = db.transaction('kv', 'readwrite');
    const held = (await tx.store.get('lease')) as Lease | undefined;
    free = !held || held.holder === holder || held.until < Date.now() || held.until > Date.now() + LEASE_MS;
    if (free) await tx.store.put({ holder, until: Date.now() + forMs } satisfies Lease, 'lease');
    await tx.done;
  });
  await asking.catch(onNoRoom());
  return free;
}

async function withLease(work: () => Promise<void>): Promise<boolean> {
  if (!(await lease(LEASE_MS))) return false;
  const renewal = setInterval(() => void lease(LEASE_MS), LEASE_MS / 3);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    await lease(-1);
  }
  return true;
}

/** Does `work` unless another page is at it; false when one is. */
export async function alone(work: () => Promise<void>): Promise<boolean> {
  // Safari before 15.4 has none.
  if (!navigator.locks) return withLease(work);
  return navigator.locks.request(NAME, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}
