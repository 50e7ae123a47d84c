import { useLayoutEffect, useState } from 'preact/hooks';
import { beginFresh, draft, inHand, isUnbegun, keepDraft, type Begun } from '../store/drafts';
import type { Unpack } from '../store/again';
import { me } from '../store/session';
import { toast } from '../ui/toast';
import { say } from '../words';
import { laidOut, refusedHere } from './again';

/** Two people may share a phone; neither sees what the other began. */
const ownKey = (key: string): string => `${me.value?.user_id ?? ''}/${key}`;

const READ_AGAIN_S = 3;

export interface Draft<T> extends Begun {
  /** Null while it is being fetched from the phone. */
  value: T | null;
  change: (next: (now: T) => T) => void;
}

function put<T>(key: string, value: T): void {
  inHand.set(key, value);
  keepDraft(key, value).catch(() => toast({ words: say('app.draft.not_kept') }, 10));
}

async function takeUp<T>(refused: string, key: string, unpack: Unpack<T>): Promise<void> {
  const again = await laidOut(refused, key, unpack);
  if (again !== null) inHand.set(key, again);
}

/** Says that what was begun is not read yet, and tries again while anybody waits for it: a fresh one would be written over it. */
function readAgain(read: () => void, isOpen: () => boolean): void {
  if (!isOpen()) return;
  toast({ words: say('app.draft.not_read') }, READ_AGAIN_S);
  setTimeout(read, READ_AGAIN_S * 1000);
}

/** Something begun and not yet saved; a killed browser finds it again, photos included. `unpack` takes up what was refused. */
export function useDraft<T>(name: string, fresh: () => T, unpack?: Unpack<T>): Draft<T> {
  const key = ownKey(name);
  const refused = unpack ? refusedHere() : null;
  const [value, setValue] = useState<T | null>(() => {
    if (refused) return null;
    if (!inHand.has(key) && isUnbegun(key)) beginFresh(key, fresh());
    return (inHand.get(key) as T | undefined) ?? null;
  });
  // Before the paint: the phone's answer is then there for the next frame already.
  useLayoutEffect(() => {
    let open = true;
    const take = (found: T) => {
      if (!inHand.has(key)) inHand.set(key, found);
      if (open) setValue(inHand.get(key) as T);
    };
    const takeBegun = () => {
      if (inHand.has(key)) take(inHand.get(key) as T);
      else draft<T>(key).then((kept) => take({ ...fresh(), ...kept }), () => readAgain(takeBegun, () => open));
    };
    if (refused && unpack) takeUp(refused, key, unpack).then(takeBegun, takeBegun);
    else takeBegun();
    return () => {
      open = false;
    };
  }, [key]);
  return {
    key,
    value,
    change: (next) => {
      if (value === null) return;
      put(key, next((inHand.get(key) as T | undefined) ?? fresh()));
      setValue(inHand.get(key) as T);
    },
  };
}
