/** The strong engine is kept before it is needed: a dirty plate is met where there is no network. */
import { atRest } from './rest';

const APP_CACHE = 'guanhu-app';
const EMPTY_WASM = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** An old web view forbids wasm; without a service worker nobody looks into the cache. */
function isOfUse(): boolean {
  try {
    new WebAssembly.Module(EMPTY_WASM);
  } catch {
    return false;
  }
  return 'serviceWorker' in navigator && 'caches' in globalThis;
}

function isDear(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
  return connection?.saveData === true || connection?.effectiveType === 'slow-2g';
}

async function keep(): Promise<void> {
  const { default: engine } = await import('zxing-wasm/reader/zxing_reader.wasm?url');
  const cache = await caches.open(APP_CACHE);
  if (!(await cache.match(engine))) {
    await atRest();
    await cache.add(engine);
  }
  const older = (await cache.keys()).filter(({ url }) => url.endsWith('.wasm') && !url.endsWith(engine));
  await Promise.all(older.map((one) => cache.delete(one)));
}

let keeping: Promise<void> | null = null;

/** Puts the engine (400 KB on the line) where the service worker looks, in place of an older one; what failed, or was too dear then, may be asked for again. */
export function keepEngine(): void {
  if (isOfUse() && !isDear()) keeping ??= keep().catch(() => void (keeping = null));
}
