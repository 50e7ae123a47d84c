import { signal } from '@preact/signals';
import { Button } from './button';

export interface Toast {
  words: string;
  action?: { words: string; testid?: string; run: () => void };
}

const shown = signal<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says one thing at the foot of the screen for `seconds`; a newer one takes its place. */
export function toast(next: Toast, seconds = 5): void {
  clearTimeout(timer);
  shown.value = next;
  timer = setTimeout(hideToast, seconds * 1000);
}

export function hideToast(): void {
  clearTimeout(timer);
  shown.value = null;
}

/** Where the toast appears; the region is always there, so that it is read out. */
export function ToastRegion() {
  const now = shown.value;
  return (
    <div class="toast-region" role="status">
      {now && (
        <div class="toast">
          <span>{now.words}</span>
          {now.action && <Button kind="quiet" testid={now.action.testid} onClick={now.action.run}>{now.action.words}</Button>}
        </div>
      )}
    </div>
  );
}
