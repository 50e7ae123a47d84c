import type { PlaceWatch, Quality } from '../device/place';
import { Chip, type Tone } from '../ui/chip';
import { say } from '../words';

const TONES: Record<Quality, Tone> = { good: 'good', fair: 'wait', poor: 'wait', none: 'quiet' };

/** How well the phone knows where it is, in a word and metres; it never holds anybody up. */
export function PlaceChip({ place, quality, trouble }: PlaceWatch) {
  const known = place.value;
  const words = say(`app.place.${known ? quality.value : trouble.value ?? 'none'}`);
  return <Chip tone={TONES[quality.value]}>{known ? say('app.place.metres', words, Math.round(known.accuracy_m)) : words}</Chip>;
}
