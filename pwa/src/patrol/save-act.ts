/** Saves an act on the phone and says so, with the seconds for second thoughts. */
import { go, spot } from '../router';
import { save, undo, type Draft } from '../store/outbox';
import { me } from '../store/session';
import { hideToast, toast } from '../ui/toast';
import { Refusal } from '../wire/refusal';
import type { ItemKind } from '../wire/types';
import { say } from '../words';
import type { Photo } from '../store/photos';
import { ownKey } from './use-draft';

/** Until the server says otherwise. */
export const UNDO_S = 5;
const LONG_S = 12;

/** A save that failed is said aloud; what was told stays on the screen and in the draft. */
export function tellFailure(error: unknown): void {
  toast({ words: error instanceof Refusal ? error.sentence : say('app.save.failed') }, LONG_S);
}

async function takeBack(id: string, address: string, restore: () => void): Promise<void> {
  hideToast();
  if (!(await undo(id))) return toast({ words: say('app.saved.too_late') });
  restore();
  go(address);
}

/** True when it lies on the phone; `restore` puts the draft back, whose name is `draftName`, should the person press 撤销. */
export async function saveAct<K extends ItemKind>(act: Draft<K>, photos: Photo[], restore: () => void, draftName?: string): Promise<boolean> {
  const { path, query } = spot.value;
  const address = query.toString() ? `${path}?${query.toString()}` : path;
  try {
    const id = await save(act, photos, draftName && ownKey(draftName));
    const action = { words: say('app.saved.undo'), testid: 'undo', run: () => void takeBack(id, address, restore) };
    toast({ words: say('app.saved.toast'), action }, me.value?.settings.undo_s ?? UNDO_S);
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  }
}
