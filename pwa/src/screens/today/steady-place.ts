import type { ReadonlySignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { metresBetween } from '../../device/place';
import type { Place } from '../../wire/types';

/** A list that jumps under the thumb is worse than one that is a few steps old. */
const STEP_M = 100;

/** The position the list is ordered by; it moves only when the person really moved. */
export function useSteadyPlace(place: ReadonlySignal<Place | null>): Place | null {
  const steady = useRef<Place | null>(null);
  const now = place.value;
  const moved = now && (!steady.current || metresBetween(steady.current, now) > STEP_M);
  if (moved) steady.current = now;
  return steady.current;
}
