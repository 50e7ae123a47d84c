/** Makes a photo small beside the page, so that no finger waits for it. */
import { LONGEST_PX, writeSmall } from './small';

async function shrink(file: Blob): Promise<ArrayBuffer> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return writeSmall((quality) => canvas.convertToBlob({ type: 'image/jpeg', quality }));
}

addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  shrink(data).then(
    (bytes) => postMessage(bytes, { transfer: [bytes] }),
    (error: unknown) => postMessage(String(error)),
  );
});
