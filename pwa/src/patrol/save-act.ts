/** Saves an act on the phone and says so, with the seconds for second thoughts. */
import { go, goInstead, spot } from '../router';
import type { Begun } from '../store/drafts';
import { save, undo, type Draft } from '../store/outbox';
import { me } from '../store/session';
import { hideToast, toast } from '../ui/toast';
import { Refusal } from '../wire/refusal';
import type { ItemKind } from '../wire/types';
import { say } from '../words';
import type { Photo } from '../store/photos';
import type { Draft as Telling } from './use-draft';

/** Until the server says otherwise. */
export const UNDO_S = 5;
const LONG_S = 12;

/** A save that failed is said aloud; what was told stays on the screen and in the draft. */
export function tellFailure(error: unknown): void {
  toast({ words: error instanceof Refusal ? error.sentence : say('app.save.failed') }, LONG_S);
}

async function takeBack(id: string, address: string, begun?: Begun): Promise<void> {
  hideToast();
  const gone = await undo(id, begun).catch(tellFailure);
  if (gone === undefined) return;
  if (!gone) return toast({ words: say('app.saved.too_late') });
  go(address);
}

/** True when it lies on the phone in place of what was `begun`; 撤销 begins that again where the button was pressed. */
export async function saveAct<K extends ItemKind>(act: Draft<K>, photos: Photo[] = [], begun?: Begun, from = spot.value): Promise<boolean> {
  const { path, query } = from;
  const address = query.toString() ? `${path}?${query.toString()}` : path;
  try {
    const id = await save(act, photos, begun?.key);
    const told = begun?.value ? begun : undefined;
    const action = { words: say('app.saved.undo'), testid: 'undo', run: () => void takeBack(id, address, told) };
    toast({ words: say('app.saved.toast'), action }, me.value?.settings.undo_s ?? UNDO_S);
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}

/**
 * Saves what was begun, once the photos under way are in it, and goes on to `next` unless the person went elsewhere meanwhile.
 *
 * actOf  what is sent of what was told, with its photos; null while something lacks
 */
export async function saveBegun<T, K extends ItemKind>(
  draft: Telling<T>, next: string, actOf: (told: T) => [act: Draft<K>, photos: Photo[]] | null,
): Promise<void> {
  const from = spot.value;
  const begun = await draft.ready().catch(tellFailure);
  const sent = begun && actOf(begun.value);
  if (sent && await saveAct(...sent, begun, from) && spot.value === from) goInstead(next);
}
