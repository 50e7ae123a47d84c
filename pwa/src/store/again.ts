/** 改一改再交: what was refused is laid out as a draft again, photos and all; it stays until that draft is saved anew. */
import type { Item } from '../wire/types';
import { onShelf } from './db';
import { thaw } from './envelope';
import { filesOf, itemOf } from './items';
import { isRefused, type KeptFile } from './kept';
import { tell } from './news';
import { previewOf, type Photo } from './photos';
import { me } from './session';

/** How a record becomes what its screen had in hand before it was saved. */
export type Unpack<T> = (item: Item, photos: Photo[]) => T;

/** `under way`: laid out before; `begun`: something else lies there, which nobody may lose; `gone`: it is refused no more. */
export type LaidOut<T> = { value: T } | 'under way' | 'begun' | 'gone';

const photoOf = ({ sha256, data, mime, slot, taken_at: takenAt, place, exif }: KeptFile): Photo =>
  ({ sha256, bytes: data, mime, slot, takenAt, place, exif, previewUrl: previewOf({ bytes: data, mime }) });

const bySlot = (one: KeptFile, other: KeptFile): number => one.slot.localeCompare(other.slot, 'en', { numeric: true });

/** Puts the unpacked item where the draft of `key` lies, in one go with a note on the item; never over another draft. */
export async function layOut<T>(id: string, key: string, unpack: Unpack<T>): Promise<LaidOut<T>> {
  const refused = await itemOf(id);
  const user = me.value?.user_id;
  if (!refused || refused.user !== user) return 'gone';
  const value = unpack(thaw(refused.bytes), (await filesOf(id)).sort(bySlot).map(photoOf));
  const answer = await onShelf(async (db): Promise<LaidOut<T>> => {
    const tx = db.transaction(['items', 'drafts'], 'readwrite', { durability: 'strict' });
    const item = await tx.objectStore('items').get(id);
    if (!item || !isRefused(item)) return 'gone';
    if (await tx.objectStore('drafts').getKey([user, key])) return item.again === key ? 'under way' : 'begun';
    void tx.objectStore('drafts').put({ user, key, value, keptAt: Date.now(), from: id });
    void tx.objectStore('items').put({ ...item, again: key });
    await tx.done;
    return { value };
  });
  tell('items');
  tell('drafts');
  return answer;
}
