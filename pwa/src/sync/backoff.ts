const BASE_MS = 2000;
const MOST_MS = 600_000;
/** A server that says how long it needs is there: nobody waits much longer than that, however often he was sent away. */
const LONGEST_WHEN_ASKED_MS = 60_000;

/** How long to wait after `failures` failures in a row: full jitter below min(10 min, 2 s·2ⁿ). */
export function backoffMs(failures: number, chance: number = Math.random()): number {
  return Math.round(chance * Math.min(MOST_MS, BASE_MS * 2 ** Math.min(failures, 20)));
}

/** Never sooner than asked, and up to twice as long: whoever was sent away at one moment must not come back at one. */
export function pauseMs(failures: number, askedS: number | null): number {
  const backoff = backoffMs(failures);
  return askedS === null ? backoff : Math.max(askedS * 1000 * (1 + Math.random()), Math.min(LONGEST_WHEN_ASKED_MS, backoff));
}
