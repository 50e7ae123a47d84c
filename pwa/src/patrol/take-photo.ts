import { photoFrom } from '../device/camera';
import type { Photo } from '../store/photos';
import type { Place } from '../wire/types';

/** Makes a small photo of a picked file and hands it on; its slot is given when the whole is saved. */
export const taking = (place: () => Place | null, keep: (photo: Photo) => void) =>
  async (file: File): Promise<void> => keep(await photoFrom(file, '', place()));

/** The photos under the numbered slots of `name`. */
export const inSlots = (name: string, photos: readonly Photo[]): Photo[] =>
  photos.map((photo, position) => ({ ...photo, slot: `${name}/${position + 1}` }));

/** The list without the photo at `position`. */
export const without = (photos: readonly Photo[], position: number): Photo[] => photos.filter((_, each) => each !== position);
