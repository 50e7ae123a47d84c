/** What a beat goes around, so that one item or one picture never stands in the way of the others. */
import { NoAnswer, Refusal } from '../wire/refusal';
import { askMe } from './wire';

/** Left out for the rest of this beat; all of it stays on the phone and is tried again in a later one. */
export interface LeftOut {
  items: Set<string>;
  files: Set<string>;
}

export const nothingLeftOut = (): LeftOut => ({ items: new Set(), files: new Set() });

export const isAnyLeftOut = ({ items, files }: LeftOut): boolean => items.size + files.size > 0;

/** Not signed in, not allowed, asked to wait: it would be the same for everything else. */
const FOR_ALL = [401, 403, 429];

const endsBeat = (error: unknown): boolean =>
  !(error instanceof Refusal) || FOR_ALL.includes(error.status) || error.retryAfterS !== null;

const failureOf = (asking: Promise<unknown>): Promise<unknown> => asking.then(() => null, (error: unknown) => error);

/** A firewall or portal on the way that does not like what one thing says, or that lets nothing through. */
const isWalledOff = (error: unknown): boolean => error instanceof Refusal && [401, 403].includes(error.status) && !error.isOurs;

/** Returns when only this one thing could not go; throws when nothing could. */
export async function goAround(error: unknown): Promise<void> {
  // A server that dies of one item looks like a missing network; whether it still speaks tells them apart.
  const cause = error instanceof NoAnswer || isWalledOff(error) ? await failureOf(askMe()) : error;
  if (cause !== null && endsBeat(cause)) throw cause;
}

const stumbles = new Map<string, number>();

/** How often a picture was left out since the app was opened; the ones that never were go first. */
export const stumblesOf = (sha256: string): number => stumbles.get(sha256) ?? 0;

export function leaveOutFile(left: LeftOut, sha256: string): void {
  left.files.add(sha256);
  stumbles.set(sha256, stumblesOf(sha256) + 1);
}
