/** A photo as JPEG of at most 1600 px; in a worker where there is one, else on the page. */
import { openPicture } from './picture';
import { LONGEST_PX, writeSmall } from './small';

function inWorker(file: Blob): Promise<ArrayBuffer> {
  const worker = new Worker(new URL('./shrink.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<ArrayBuffer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) =>
      typeof data === 'string' ? reject(new Error(data)) : resolve(data);
    worker.onerror = () => reject(new Error('the worker did not start'));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}

async function onPage(file: Blob): Promise<ArrayBuffer> {
  const picture = await openPicture(file);
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return writeSmall((quality) => new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be written'))), 'image/jpeg', quality);
  }));
}

export async function shrink(file: Blob): Promise<ArrayBuffer> {
  if (typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') return onPage(file);
  // A web view may have the names but no working worker; the page can always do it, only slower.
  return inWorker(file).catch(() => onPage(file));
}
