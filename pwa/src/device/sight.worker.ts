/** Looks at pictures beside the page, so that no finger waits for an engine. */
import { see, type Wanted } from './sight';

const canvas = new OffscreenCanvas(1, 1);

addEventListener('message', ({ data: { picture, wanted } }: MessageEvent<{ picture: ImageBitmap; wanted: Wanted }>) => {
  see(picture, canvas, wanted).then(
    (reading) => postMessage(reading),
    (error: unknown) => postMessage(String(error)),
  ).finally(() => picture.close());
});
