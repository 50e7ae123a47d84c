/** Saying that a notice was read; the feed then takes it back. */
import { signal } from '@preact/signals';
import { me } from '../store/session';
import { askRead } from './wire';

/** Read on this page a moment ago; the next pull takes them away for good. */
export const readHere = signal<ReadonlySet<string>>(new Set());

/** Throws NoAnswer without a network; the notice then stays unread. */
export async function markRead(id: string): Promise<void> {
  await askRead(me.value?.csrf ?? '', id);
  readHere.value = new Set([...readHere.value, id]);
}
