/** What an item looks like while it lies on the phone. */
import type { Decision, FileNote, ItemKind, ReceiptStatus } from '../wire/types';

export type ItemState = 'waiting' | 'lacking_files' | Exclude<ReceiptStatus, 'accepted'>;

export interface KeptItem {
  id: string;
  user: string;
  kind: ItemKind;
  subjectId: string | null;
  title: string;
  savedAt: string;
  seq: number;
  /** The frozen bytes; never rewritten. */
  bytes: ArrayBuffer;
  sha256: string;
  /** Item and photos together, in bytes. */
  size: number;
  fileCount: number;
  state: ItemState;
  reasonZh: string | null;
  reasonEn: string | null;
  missing: string[];
  /** Missing photos that lie on this phone no more. */
  gone?: string[];
  /** Missing photos that lie here, and that the server refuses for good. */
  spoilt?: string[];
  /** Those of both without which the person hands the record in. */
  givenUp?: string[];
  /** The draft in which a refused item was laid out again; it goes once that draft is saved. */
  again?: string;
  /** True from just before the first attempt to send: from then on nobody can take it back. */
  left: boolean;
  /** True once the server named it in a receipt. */
  received: boolean;
  /** True when somebody else had brought it before this phone did. */
  carried?: boolean;
  /** Until then the person may take it back; milliseconds of this phone's clock. */
  heldUntil: number;
  decision: Omit<Decision, 'id'> | null;
}

export interface KeptFile extends FileNote {
  itemId: string;
  data: ArrayBuffer;
  /** How often the server refused these bytes; after three times only the person starts it again. */
  refusals: number;
}

export interface SettledItem {
  id: string;
  user: string;
  kind: ItemKind;
  subjectId: string | null;
  title: string;
  savedAt: string;
  seq: number;
  settledAt: string;
  bytes: ArrayBuffer;
  sha256: string;
  decision: Omit<Decision, 'id'> | null;
  /** 1 until a whole pull that began later has brought the server's truth. */
  echo: 0 | 1;
  /** 1 when the server was restored from a copy and may have lost it. */
  offer: 0 | 1;
}

const REFUSED: ItemState[] = ['rejected', 'id_reused'];

export const isRefused = ({ state }: KeptItem): boolean => REFUSED.includes(state);

/** True while the person can still take it back; a clock set back must not hold an item for ever. */
export function isHeld({ heldUntil, left }: KeptItem, now: number, undoMs: number): boolean {
  return !left && heldUntil > now && heldUntil - now <= undoMs + 1000;
}

/** Twice may be a bad line; after that the bytes themselves are wrong and only cost money. */
const MOST_REFUSALS = 3;

export const isSpoilt = ({ refusals }: KeptFile): boolean => refusals >= MOST_REFUSALS;

/** The missing photos that cannot be brought: the phone has lost them, or the server refuses them for good. */
export const lostOf = ({ gone = [], spoilt = [], missing }: KeptItem): string[] =>
  [...gone, ...spoilt].filter((sha256) => missing.includes(sha256));

/** True when the phone itself has lost one of the missing photos. */
export const hasGone = (item: KeptItem): boolean => lostOf({ ...item, spoilt: [] }).length > 0;

export const lacksFiles = (item: KeptItem): boolean =>
  !isRefused(item) && item.state !== 'waiting' && item.missing.length > 0;
