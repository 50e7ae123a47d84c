const BASE_MS = 2000;
const MOST_MS = 600_000;

/** How long to wait after `failures` failures in a row: full jitter below min(10 min, 2 s·2ⁿ). */
export function backoffMs(failures: number, chance: number = Math.random()): number {
  return Math.round(chance * Math.min(MOST_MS, BASE_MS * 2 ** Math.min(failures, 20)));
}
