/** Looks for a code in pictures: beside the page where the browser can, else on it. */
import type { Reading } from './codes';
import type { Picture, Wanted } from './sight';

export interface Eyes {
  /** One picture at a time; `open` is asked again when the first look failed. */
  see(open: () => Promise<Picture>, wanted: Wanted): Promise<Reading | null>;
  /** A look under way then never answers. */
  close(): void;
}

const canLookBeside = (): boolean =>
  [typeof Worker, typeof OffscreenCanvas, typeof createImageBitmap].every((kind) => kind !== 'undefined');

async function onPage(picture: Picture, wanted: Wanted): Promise<Reading | null> {
  const { see } = await import('./sight');
  return see(picture, document.createElement('canvas'), wanted);
}

async function inWorker(worker: Worker, picture: Picture, wanted: Wanted): Promise<Reading | null> {
  const bitmap = picture instanceof ImageBitmap ? picture : await createImageBitmap(picture);
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Reading | string | null>) =>
      typeof data === 'string' ? reject(new Error(data)) : resolve(data);
    worker.onerror = () => reject(new Error('the worker did not start'));
    worker.postMessage({ picture: bitmap, wanted }, [bitmap]);
  });
}

export function openEyes(): Eyes {
  let worker: Worker | null = null;
  let beside = canLookBeside();
  const close = (): void => {
    worker?.terminate();
    worker = null;
  };
  async function see(open: () => Promise<Picture>, wanted: Wanted): Promise<Reading | null> {
    if (!beside) return onPage(await open(), wanted);
    try {
      worker ??= new Worker(new URL('./sight.worker.ts', import.meta.url), { type: 'module' });
      return await inWorker(worker, await open(), wanted);
    } catch {
      // A web view may have the names but no working worker; the page can always do it, only slower.
      beside = false;
      close();
      return onPage(await open(), wanted);
    }
  }
  return { see, close };
}
