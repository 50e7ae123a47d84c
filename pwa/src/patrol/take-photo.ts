import { photoFrom } from '../device/camera';
import { makePhoto } from '../store/making';
import type { Photo } from '../store/photos';
import type { Place } from '../wire/types';
import { tellFailure } from './save-act';

/** Longer than the slowest phone takes; a decoder or a line that never answers must not hold the saves of its draft. */
const LONGEST_S = 60;

/** The photo of a file, made small; throws when that takes too long. */
export function smallPhoto(file: File, place: Place | null): Promise<Photo> {
  let clock: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error('the photo never came')), LONGEST_S * 1000);
  });
  return Promise.race([photoFrom(file, '', place), late]).finally(() => clearTimeout(clock));
}

/** Makes a photo small and adds it to its draft; one that is lost is said aloud, wherever the person is by then. */
export async function takePhoto(draftKey: string, file: File, place: Place | null, add: (photo: Photo) => void): Promise<void> {
  try {
    await makePhoto(draftKey, smallPhoto(file, place), add);
  } catch (error) {
    tellFailure(error);
    throw error;
  }
}
