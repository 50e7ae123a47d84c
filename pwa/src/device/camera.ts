/** From the phone's own camera to a photo that can be saved. */
import { previewOf, type Photo } from '../store/photos';
import { sha256 } from '../wire/sha256';
import type { Place } from '../wire/types';
import { exifOf } from './exif';

/** EXIF stands at the very front; reading more of a 12 MP file only costs memory. */
const HEAD_BYTES = 262_144;

/** Makes a photo small and hashes it; its facts travel beside it, nothing is burnt in. */
export async function photoFrom(file: File, slot: string, place: Place | null): Promise<Photo> {
  const takenAt = new Date().toISOString();
  const { shrink } = await import('./shrink');
  const exif = exifOf(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const bytes = await shrink(file);
  const photo = { bytes, mime: 'image/jpeg' };
  return { ...photo, sha256: await sha256(bytes), slot, takenAt, place, exif, previewUrl: previewOf(photo) };
}
