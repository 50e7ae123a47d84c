/** Where the phone is: collected quietly, never in the way. WGS-84 as the browser gives it. */
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Place } from '../wire/types';

export type Quality = 'good' | 'fair' | 'poor' | 'none';
export interface Point { lat: number; lng: number }

/** Good enough to stop asking: better than this the battery is spent for nothing. */
const GOOD_M = 15;
const FAIR_M = 50;
const COLLECT_MS = 20_000;
/** Above this the phone gives only its rough area (approximate position of iOS 14 and Android 12). */
export const ROUGH_M = 1000;

export interface PlaceWatch {
  place: Signal<Place | null>;
  quality: ReadonlySignal<Quality>;
  /** Why there is none: the person forbade it, or nothing was heard. */
  trouble: ReadonlySignal<'denied' | 'unavailable' | null>;
  stop(): void;
}

export function qualityOf(place: Place | null): Quality {
  if (!place) return 'none';
  if (place.accuracy_m <= GOOD_M) return 'good';
  return place.accuracy_m <= FAIR_M ? 'fair' : 'poor';
}

const placeOf = ({ coords, timestamp }: GeolocationPosition): Place => ({
  lat: coords.latitude, lng: coords.longitude, accuracy_m: Math.round(coords.accuracy * 10) / 10,
  source: 'gps', fixed_at: new Date(timestamp).toISOString(),
});

/** Keeps the best fix of twenty seconds; with `follow` (along a road) the newest one, until stopped. */
export function watchPlace(follow: boolean = false): PlaceWatch {
  const place = signal<Place | null>(null);
  const trouble = signal<'denied' | 'unavailable' | null>(null);
  let watch: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    if (watch !== undefined) navigator.geolocation.clearWatch(watch);
    watch = undefined;
  };
  const heard = (position: GeolocationPosition): void => {
    const next = placeOf(position);
    trouble.value = null;
    if (follow || !place.value || next.accuracy_m < place.value.accuracy_m) place.value = next;
    if (!follow && next.accuracy_m <= GOOD_M) stop();
  };
  const failed = ({ code }: GeolocationPositionError): void => {
    trouble.value = code === 1 ? 'denied' : 'unavailable';
  };
  if ('geolocation' in navigator) {
    watch = navigator.geolocation.watchPosition(heard, failed, { enableHighAccuracy: true, maximumAge: 0, timeout: COLLECT_MS });
    if (!follow) timer = setTimeout(stop, COLLECT_MS);
  } else trouble.value = 'unavailable';
  return { place, quality: computed(() => qualityOf(place.value)), trouble, stop };
}

const EARTH_M = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres along the ground (haversine; within 0.5 % of the geodesic, enough to say "北边200米"). */
export function metresBetween(a: Point, b: Point): number {
  const [north, east] = [radians(b.lat - a.lat), radians(b.lng - a.lng)];
  const h = Math.sin(north / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(east / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

const EIGHT = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];

/** The key of the word for the direction in which `b` lies, seen from `a`. */
export function bearingWord(a: Point, b: Point): string {
  const east = Math.sin(radians(b.lng - a.lng)) * Math.cos(radians(b.lat));
  const north = Math.cos(radians(a.lat)) * Math.sin(radians(b.lat))
    - Math.sin(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.cos(radians(b.lng - a.lng));
  const degrees = (Math.atan2(east, north) * 180) / Math.PI;
  return `app.bearing.${EIGHT[Math.round((degrees + 360) / 45) % 8]!}`;
}
