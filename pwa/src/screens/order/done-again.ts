/** A refused act on an order as it lay on the screen before it was saved. */
import type { Photo } from '../../store/photos';
import { yuanTyped } from '../../ui/figures';
import type { Item, Material, OrderFailPayload, OrderFinishPayload, OrderPassPayload, OrderPausePayload } from '../../wire/types';
import { NOTHING_DONE, type Done, type MaterialLine } from './steps';

/** What any of the acts may carry. */
type Told = Partial<OrderFinishPayload & OrderPassPayload & OrderFailPayload & OrderPausePayload>;

const lineOf = ({ name, quantity, cost_fen }: Material): MaterialLine => ({ name, quantity: String(quantity), yuan: yuanTyped(cost_fen) });

export function doneAgain({ payload }: Item, photos: Photo[]): Done {
  const told = payload as Told;
  const isBill = ({ slot }: Photo) => slot.startsWith('receipt/');
  return {
    ...NOTHING_DONE,
    photos: photos.filter((photo) => !isBill(photo)), receipts: photos.filter(isBill),
    words: told.words ?? told.defects ?? '', reason: told.reason ?? null, publish: told.publish_photos ?? false,
    yuan: told.actual_cost_fen === undefined ? '' : yuanTyped(told.actual_cost_fen), materials: (told.materials ?? []).map(lineOf),
    ...(told.scanned && { where: { place: told.place ?? null, scanned: told.scanned } }),
  };
}
