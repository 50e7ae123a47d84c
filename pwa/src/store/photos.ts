import type { Exif, Place } from '../wire/types';

/** A picture ready to be saved: already small, already hashed; `previewUrl` lives only as long as the page. */
export interface Photo {
  sha256: string;
  bytes: ArrayBuffer;
  mime: string;
  slot: string;
  takenAt: string;
  place: Place | null;
  exif: Exif;
  previewUrl: string;
}

const isPhoto = (value: object): value is Photo => 'bytes' in value && 'previewUrl' in value && 'mime' in value;

export const previewOf = ({ bytes, mime }: Pick<Photo, 'bytes' | 'mime'>): string =>
  URL.createObjectURL(new Blob([bytes], { type: mime }));

/** Gives every photo inside `value` a fresh preview: the old address died with the page that made it. */
export function withPreviews<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof ArrayBuffer) return value;
  if (isPhoto(value)) return { ...value, previewUrl: previewOf(value) };
  if (Array.isArray(value)) return value.map(withPreviews) as T;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPreviews(inner)])) as T;
}
