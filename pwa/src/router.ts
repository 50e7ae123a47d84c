/** Addresses under /app/: which screen stands at which, and how to go there. */
import { signal } from '@preact/signals';
import { afterPaint } from './device/rest';

export type Params = Record<string, string>;

export interface Spot {
  path: string;
  query: URLSearchParams;
}

const here = (): Spot => ({ path: location.pathname, query: new URLSearchParams(location.search) });

export const spot = signal<Spot>(here());

/** How many steps this visit took inside the app; without any, "back" goes home instead of leaving the app. */
let steps = 0;

/** Opens another address of the app. */
export function go(address: string): void {
  history.pushState(null, '', address);
  steps += 1;
  spot.value = here();
  scrollTo(0, 0);
}

/** Opens another address in place of this one, so that "back" does not return here. */
export function goInstead(address: string): void {
  history.replaceState(null, '', address);
  spot.value = here();
  scrollTo(0, 0);
}

/** One step back, or to `otherwise` when the app was opened at this address. */
export function goBack(otherwise = '/app/'): void {
  if (steps > 0) history.back();
  else goInstead(otherwise);
}

/** The parts of `path` that `pattern` names with a colon; null when it is another address. */
export function match(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [position, part] of wanted.entries()) {
    const value = decodeURIComponent(given[position] ?? '');
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.defaultPrevented && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** Links inside /app/ change the screen without asking the network. */
function followLink(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || !isPlainClick(event) || link.target || link.hasAttribute('download')) return;
  if (link.origin !== location.origin || !link.pathname.startsWith('/app/')) return;
  event.preventDefault();
  if (link.classList.contains('pressed')) return;
  link.classList.add('pressed');
  afterPaint(() => {
    link.classList.remove('pressed');
    go(link.pathname + link.search);
  });
}

/** Starts listening to links and to the back key. */
export function startRouter(): void {
  document.addEventListener('click', followLink);
  addEventListener('popstate', () => {
    steps = Math.max(0, steps - 1);
    spot.value = here();
  });
}
