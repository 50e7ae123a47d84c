/** Looking at one picture in more and more ways, the cheap ones first, until it says something of ours. */
import { inCode, type Reading } from './codes';
import { quick, thorough } from './engines';
import { calmed, enlarged, halved, levelled, sharpened, type Pixels } from './light';

export type Picture = HTMLVideoElement | HTMLImageElement | ImageBitmap;
type Canvas = HTMLCanvasElement | OffscreenCanvas;

/** How to look at a picture: the longest sides it is drawn with, one after the other, and whose codes are ours. */
export interface Wanted {
  sizes: number[];
  /** At a glance, in every way there is, or in the strong way whose turn it is. */
  way: 'quick' | 'every' | number;
  origins: string[];
}

type Look = (pixels: Pixels) => string[] | Promise<string[]>;

/** Enlarging a large picture costs more memory than a cheap phone has. */
const ENLARGED_UP_TO_PX = 1000;
const largeEnough = ({ width, height }: Pixels): boolean => Math.max(width, height) > ENLARGED_UP_TO_PX;

/** The strong ways, the likeliest first; in the live picture they take turns. */
const STRONG: readonly Look[] = [
  thorough,
  (pixels) => thorough(sharpened(pixels)),
  (pixels) => thorough(levelled(pixels)),
  (pixels) => (largeEnough(pixels) ? [] : thorough(enlarged(pixels))),
  (pixels) => quick(levelled(pixels)),
  (pixels) => thorough(halved(pixels)),
  (pixels) => thorough(calmed(pixels)),
];

const isOurs = ({ kind }: Reading): boolean => kind === 'plate' || kind === 'ticket';

/** What one way of looking makes of a picture: ours before others'; null when it shows no code. */
async function glance(pixels: Pixels, look: Look, origins: string[]): Promise<Reading | null> {
  const readings = (await look(pixels)).map((text) => inCode(text, origins));
  return readings.find(isOurs) ?? readings[0] ?? null;
}

/** What a picture says after looking in every way; null when it shows no code at all. */
export async function readingOf(pixels: Pixels, origins: string[]): Promise<Reading | null> {
  let other: Reading | null = null;
  for (const look of [quick, ...STRONG]) {
    const reading = await glance(pixels, look, origins);
    if (reading && isOurs(reading)) return reading;
    other ??= reading;
  }
  return other;
}

const sizeOf = (picture: Picture): { width: number; height: number } =>
  'videoWidth' in picture ? { width: picture.videoWidth, height: picture.videoHeight } : picture;

function pixelsOf(picture: Picture, longest: number, canvas: Canvas): Pixels | null {
  const { width, height } = sizeOf(picture);
  if (!width || !height) return null;
  const scale = Math.min(1, longest / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D | null;
  pen?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return pen?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
}

/** What a picture says: something of ours if there is any, else what else it shows; null when it shows no code. */
export async function see(picture: Picture, canvas: Canvas, { sizes, way, origins }: Wanted): Promise<Reading | null> {
  let other: Reading | null = null;
  for (const longest of sizes) {
    const pixels = pixelsOf(picture, longest, canvas);
    const reading = pixels && (await lookAt(pixels, way, origins));
    if (reading && isOurs(reading)) return reading;
    other ??= reading;
  }
  return other;
}

function lookAt(pixels: Pixels, way: Wanted['way'], origins: string[]): Promise<Reading | null> {
  if (way === 'every') return readingOf(pixels, origins);
  return glance(pixels, way === 'quick' ? quick : STRONG[way % STRONG.length]!, origins);
}
