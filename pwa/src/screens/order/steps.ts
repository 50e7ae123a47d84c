/** The acts on an order: what each needs, and what it sends. */
import type { Where } from '../../patrol/arrival';
import type { Photo } from '../../store/photos';
import { me } from '../../store/session';
import { fenTyped } from '../../ui/figures';
import { seenOf } from '../../ui/seen-photos';
import type { ItemKind, Material, Order, OrderMove, OrderPausePayload, PayloadOf } from '../../wire/types';

export interface MaterialLine {
  name: string;
  quantity: string;
  yuan: string;
}

/** What was told so far in the middle of an act. */
export interface Done {
  photos: Photo[];
  words: string;
  yuan: string;
  materials: MaterialLine[];
  reason: OrderPausePayload['reason'] | null;
  publish: boolean;
  /** Pictures of the bills; a draft of an older app lacks them. */
  receipts?: Photo[];
  /** Where a refused act was done. */
  where?: Where;
}

export const NOTHING_DONE: Done = { photos: [], words: '', yuan: '', materials: [], reason: null, publish: false };

interface Command {
  kind: ItemKind;
  payload: PayloadOf[ItemKind];
}

export interface Step {
  move: OrderMove;
  slot: string;
  /** Test id of its photo button; none where no photo belongs. */
  photo: string | null;
  words: 'optional' | 'needed' | null;
  /** Key of what is still missing; null when it may be saved. */
  complaint: (done: Done, order: Order) => string | null;
  command: (done: Done, where: Where, order: Order) => Command;
}

const isNamed = ({ name }: MaterialLine): boolean => name.trim() !== '';

const materialsOf = (lines: readonly MaterialLine[]): Material[] => lines.filter(isNamed).map(({ name, quantity, yuan }) =>
  ({ name: name.trim(), quantity: Number.parseFloat(quantity) || 1, cost_fen: fenTyped(yuan) ?? 0 }));

/** A repair that cost more than the county lets pass without a bill; where no limit is known the server says. */
export function wantsReceipt({ yuan }: Done): boolean {
  const limit = me.value?.settings.receipt_limit_fen;
  return limit !== undefined && (fenTyped(yuan) ?? 0) > limit;
}

const lacksReceipt = (done: Done): boolean => wantsReceipt(done) && !done.receipts?.length;

const finishComplaint = (done: Done): string | null =>
  done.photos.length === 0 ? 'app.order.finish.photo_first'
    : wrongCost(done) ? 'app.order.finish.cost_first' : lacksReceipt(done) ? 'app.order.finish.receipt_first' : null;

const wrongCost = ({ yuan, materials }: Done): boolean =>
  fenTyped(yuan) === null || materials.filter(isNamed).some((line) => line.yuan.trim() !== '' && fenTyped(line.yuan) === null);

export const STEPS: Record<string, Step> = {
  begin: {
    move: 'begin', slot: 'before', photo: 'before-photo', words: null,
    complaint: ({ photos }, { status }) => (photos.length === 0 && status === 'assigned' ? 'app.order.begin.photo_first' : null),
    command: (_, where) => ({ kind: 'order.begin', payload: where }),
  },
  pause: {
    move: 'pause', slot: 'pause', photo: null, words: 'optional',
    complaint: ({ reason }) => (reason ? null : 'app.order.pause.reason_first'),
    command: ({ reason, words }) => ({ kind: 'order.pause', payload: { reason: reason ?? 'other', words: words.trim() } }),
  },
  finish: {
    move: 'finish', slot: 'after', photo: 'after-photo', words: 'optional',
    complaint: finishComplaint,
    command: ({ materials, yuan, words }, where) => ({
      kind: 'order.finish',
      payload: { materials: materialsOf(materials), actual_cost_fen: fenTyped(yuan) ?? 0, words: words.trim(), ...where },
    }),
  },
  pass: {
    move: 'pass', slot: 'accept', photo: 'accept-photo', words: 'optional',
    complaint: () => null,
    command: ({ words, publish }, where, { before, after }) => ({
      kind: 'order.pass',
      payload: { words: words.trim(), publish_photos: publish, seen_photos: seenOf([...before, ...after]), ...where },
    }),
  },
  fail: {
    move: 'fail', slot: 'defect', photo: 'defect-photo', words: 'needed',
    complaint: ({ photos, words }) => photos.length === 0 ? 'app.order.fail.photo_first' : words.trim().length < 2 ? 'app.order.fail.words_first' : null,
    command: ({ words }, where) => ({ kind: 'order.fail', payload: { defects: words.trim(), ...where } }),
  },
};
