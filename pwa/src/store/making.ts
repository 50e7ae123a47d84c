/** Photos still being made small, by the draft they are for: no save overtakes them, and none comes in after it. */
import { Refusal } from '../wire/refusal';
import { say } from '../words';

const underWay = new Map<string, Set<Promise<void>>>();
const saves = new Map<string, Promise<unknown>>();

const notKept = (): Refusal => new Refusal('app/photo-not-kept', say('app.photo.failed'));

/** Adds a photo to its draft as soon as it is made; throws a Refusal when that fails, or when the draft was saved without it. */
export function makePhoto<P>(key: string, made: Promise<P>, add: (photo: P) => void): Promise<void> {
  const here = underWay.get(key) ?? new Set();
  underWay.set(key, here);
  const arrive = async (photo: P) => {
    await saves.get(key);
    if (underWay.get(key) !== here) throw notKept();
    add(photo);
  };
  const work = made.then(arrive, () => { throw notKept(); }).finally(() => here.delete(work));
  here.add(work);
  return work;
}

/** Resolves when no photo is under way to this draft; throws the Refusal of one that fails meanwhile. */
export async function photosMade(key: string): Promise<void> {
  for (let here = underWay.get(key); here?.size; here = underWay.get(key)) await Promise.all(here);
}

/** A photo that arrives while its draft is being saved waits for how that ends. */
export const holdPhotos = (key: string, save: Promise<unknown>): unknown => saves.set(key, save.catch(() => undefined));

/** The draft is saved: what is still under way to it comes too late. */
export const endPhotos = (key: string): unknown => underWay.delete(key);
