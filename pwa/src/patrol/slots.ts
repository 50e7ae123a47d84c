import type { Photo } from '../store/photos';

/** The photos under the numbered slots of `name`. */
export const inSlots = (name: string, photos: readonly Photo[]): Photo[] =>
  photos.map((photo, position) => ({ ...photo, slot: `${name}/${position + 1}` }));
