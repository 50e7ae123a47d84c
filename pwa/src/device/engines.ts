/** Two QR engines: a small quick one, and a strong one that is opened only when it is first needed. */
import decodeQR from 'qr/decode.js';
import type { Pixels } from './light';

/** Texts seen by the quick engine; nothing found is an empty list. */
export function quick(pixels: Pixels): string[] {
  try {
    return [decodeQR(pixels)];
  } catch {
    // The engine says "no code here" by throwing; for a camera that is the usual frame.
    return [];
  }
}

async function openStrong() {
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
    import('zxing-wasm/reader'), import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return readBarcodes;
}

let strong: ReturnType<typeof openStrong> | null = null;

/** Texts seen by the strong engine; an old web view that forbids wasm simply has only the quick one. */
export async function thorough(pixels: Pixels): Promise<string[]> {
  strong ??= openStrong();
  try {
    const read = await strong;
    // Plain `QRCode` also reads Micro and rMQR marks in mere texture and gave false reads in our trial.
    const marks = await read(pixels as ImageData, { formats: ['QRCodeModel2'], tryHarder: true, maxNumberOfSymbols: 4 });
    return marks.filter(({ isValid }) => isValid).map(({ text }) => text);
  } catch {
    // Offline before the engine was kept: it is asked for again at the next picture.
    strong = null;
    return [];
  }
}
