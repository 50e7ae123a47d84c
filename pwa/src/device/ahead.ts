/** The strong engine is kept before it is needed: a dirty plate is met where there is no network. */
import { atRest } from './rest';

const APP_CACHE = 'guanhu-app';

const isMean = (): boolean => Boolean((navigator as { connection?: { saveData?: boolean } }).connection?.saveData);

/** Puts the engine (400 KB on the line, once) where the service worker looks, in place of an older one. */
export async function keepEngine(): Promise<void> {
  if (!('caches' in globalThis) || isMean()) return;
  await atRest();
  const { default: engine } = await import('zxing-wasm/reader/zxing_reader.wasm?url');
  const cache = await caches.open(APP_CACHE);
  if (await cache.match(engine)) return;
  await cache.add(engine);
  const kept = (await cache.keys()).filter(({ url }) => url.endsWith('.wasm') && !url.endsWith(engine));
  await Promise.all(kept.map((older) => cache.delete(older)));
}
