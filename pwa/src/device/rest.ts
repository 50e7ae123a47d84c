/** When the phone has nothing to do: what can wait does not share a slow line and a slow processor with the first screen. */
const LONGEST_MS = 2_000;

/** Resolves when the page is here whole and idle, after two seconds at the latest. */
export const atRest = (): Promise<void> => new Promise((resolve) => {
  const wait = (): void =>
    void ('requestIdleCallback' in window ? requestIdleCallback(() => resolve(), { timeout: LONGEST_MS }) : setTimeout(resolve, LONGEST_MS));
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
});

/** Does something after the next frame, so that a press is seen to be answered before a slow phone builds a screen. */
export function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act));
}
