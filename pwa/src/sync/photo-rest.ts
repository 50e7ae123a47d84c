/** Photos rest alone while the server has no room or no hands for them; items are small and go on. */
import { Refusal } from '../wire/refusal';
import { pauseMs } from './backoff';

/** Not signed in, not allowed: no wait mends that, and it holds for items too. */
const NO_WAIT = [401, 403];

let refusals = 0;
let askedAt = 0;
let waitMs = 0;

/** How long no photo is tried, in milliseconds; a clock set back must not hold them for ever. */
export function photosRestMs(now: number = Date.now()): number {
  return now < askedAt ? 0 : Math.max(0, askedAt + waitMs - now);
}

/** True when the answer to a photo asks to wait with photos; each time in a row they wait longer. */
export function asksToRest(error: unknown): boolean {
  if (!(error instanceof Refusal) || NO_WAIT.includes(error.status)) return false;
  if (error.status !== 429 && error.retryAfterS === null) return false;
  refusals += 1;
  askedAt = Date.now();
  waitMs = pauseMs(refusals, error.retryAfterS);
  return true;
}

/** A photo got through, or the person asks for it himself. */
export function wakePhotos(): void {
  refusals = 0;
  waitMs = 0;
}
