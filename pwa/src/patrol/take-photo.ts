import { photoFrom } from '../device/camera';
import { makePhoto } from '../store/making';
import type { Photo } from '../store/photos';
import type { Place } from '../wire/types';
import { tellFailure } from './save-act';

/** Makes a photo small and adds it to its draft; one that is lost is said aloud, wherever the person is by then. */
export async function takePhoto(draftKey: string, file: File, place: Place | null, add: (photo: Photo) => void): Promise<void> {
  try {
    await makePhoto(draftKey, photoFrom(file, '', place), add);
  } catch (error) {
    tellFailure(error);
    throw error;
  }
}
