/** Looking at one picture in more and more ways, the cheap ones first, until it says something of ours. */
import { inCode, type Reading } from './codes';
import { quick, thorough } from './engines';
import { calmed, enlarged, halved, levelled, sharpened, type Pixels } from './light';

type Look = (pixels: Pixels) => string[] | Promise<string[]>;

/** Enlarging a large picture costs more memory than a cheap phone has. */
const ENLARGED_UP_TO_PX = 1000;
const largeEnough = ({ width, height }: Pixels): boolean => Math.max(width, height) > ENLARGED_UP_TO_PX;

export const LIVE: Look = quick;

/** The strong ways, the likeliest first; in the live picture they take turns. */
export const STRONG: readonly Look[] = [
  thorough,
  (pixels) => thorough(sharpened(pixels)),
  (pixels) => thorough(levelled(pixels)),
  (pixels) => (largeEnough(pixels) ? [] : thorough(enlarged(pixels))),
  (pixels) => quick(levelled(pixels)),
  (pixels) => thorough(halved(pixels)),
  (pixels) => thorough(calmed(pixels)),
];

export const isOurs = ({ kind }: Reading): boolean => kind === 'plate' || kind === 'ticket';

/** What one way of looking makes of a picture: ours before others'; null when it shows no code. */
export async function glance(pixels: Pixels, look: Look, origins: string[]): Promise<Reading | null> {
  const readings = (await look(pixels)).map((text) => inCode(text, origins));
  return readings.find(isOurs) ?? readings[0] ?? null;
}

/** What a picture says after looking in every way; null when it shows no code at all. */
export async function readingOf(pixels: Pixels, origins: string[]): Promise<Reading | null> {
  let other: Reading | null = null;
  for (const look of [LIVE, ...STRONG]) {
    const reading = await glance(pixels, look, origins);
    if (reading && isOurs(reading)) return reading;
    other ??= reading;
  }
  return other;
}
