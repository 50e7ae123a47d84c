/** Sees to it that only one page or worker of this browser sends at a time. */
import { onShelf } from '../store/db';
import { uuid7 } from '../wire/uuid7';

const NAME = 'guanhu-sync';
/** A page that died holds the lease no longer than this. */
const LEASE_MS = 30_000;

interface Lease {
  holder: string;
  until: number;
}

/** Takes or renews the lease inside one transaction, so that two pages never both get it. */
async function lease(holder: string, forMs: number): Promise<boolean> {
  return onShelf(async (db) => {
    const tx = db.transaction('kv', 'readwrite');
    const held = (await tx.store.get('lease')) as Lease | undefined;
    const free = !held || held.holder === holder || held.until < Date.now() || held.until > Date.now() + LEASE_MS;
    if (free) await tx.store.put({ holder, until: Date.now() + forMs } satisfies Lease, 'lease');
    await tx.done;
    return free;
  });
}

async function withLease(work: () => Promise<void>): Promise<boolean> {
  const holder = uuid7();
  if (!(await lease(holder, LEASE_MS))) return false;
  const renewal = setInterval(() => void lease(holder, LEASE_MS), LEASE_MS / 3);
  const giveBack = () => void lease(holder, -1);
  // Inside WeChat every link opens a new page: it must not wait until the lease of the one before runs out.
  addEventListener('pagehide', giveBack);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    removeEventListener('pagehide', giveBack);
    await lease(holder, -1);
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
