/** What the browser says about the shelf: whether it promises to keep it, and how much room there is. */

/** Whether it promises to keep the shelf; it may ask the person. */
export async function askToKeep(): Promise<'yes' | 'no' | 'unknown'> {
  if (!navigator.storage?.persist) return 'unknown';
  if (await navigator.storage.persisted()) return 'yes';
  return (await navigator.storage.persist()) ? 'yes' : 'no';
}

/** Some eight hundred photos; with less, other apps may fill the phone before the evening. */
const LEAST_FREE_BYTES = 200_000_000;
const LEAST_FREE_SHARE = 0.1;

/** Whether little room is left; a browser that does not tell how much leaves us hoping. */
export async function isNearlyFull(): Promise<boolean> {
  const { quota, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
  if (quota === undefined) return false;
  return quota - usage < Math.max(LEAST_FREE_BYTES, quota * LEAST_FREE_SHARE);
}
