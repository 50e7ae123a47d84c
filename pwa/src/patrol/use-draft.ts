import { effect } from '@preact/signals';
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { beginFresh, draft, inHand, isUnbegun, keepDraft, takeInHand, type Begun } from '../store/drafts';
import type { Unpack } from '../store/again';
import { photosMade } from '../store/making';
import { me } from '../store/session';
import { toast } from '../ui/toast';
import { Refusal } from '../wire/refusal';
import { say } from '../words';
import { laidOut, refusedHere } from './again';
import { tellFailure } from './save-act';

/** Two people may share a phone; neither sees what the other began. */
const ownKey = (key: string): string => `${me.value?.user_id ?? ''}/${key}`;

const READ_AGAIN_S = 3;

/** Something begun, with what was told by the time its last photo was there. */
export interface Told<T> extends Begun {
  value: T;
}

export interface Draft<T> extends Begun {
  /** Null while it is being fetched from the phone. */
  value: T | null;
  change: (next: (now: T) => T) => void;
  /** What is to be saved, once the photos under way are in it; throws a Refusal when one of them fails. */
  ready: () => Promise<Told<T>>;
}

function put<T>(key: string, value: T): void {
  takeInHand(key, value);
  keepDraft(key, value).catch((error: unknown) =>
    toast({ words: error instanceof Refusal ? error.sentence : say('app.draft.not_kept') }, 10));
}

async function takeUp<T>(refused: string, key: string, unpack: Unpack<T>): Promise<void> {
  const again = await laidOut(refused, key, unpack);
  if (again !== null) takeInHand(key, again);
}

/** Says that what was begun is not read yet, and tries again while anybody waits for it: a fresh one would be written over it. */
function readAgain(read: () => void, isOpen: () => boolean): void {
  if (!isOpen()) return;
  toast({ words: say('app.draft.not_read') }, READ_AGAIN_S);
  setTimeout(read, READ_AGAIN_S * 1000);
}

/** Follows what this page has in hand, whichever screen changes it; the last of it stays in sight once it is saved. */
const useInHand = <T>(key: string, show: (now: T) => void): void => useLayoutEffect(() => effect(() => {
  const now = inHand.value.get(key);
  if (now !== undefined) show(now as T);
}), [key]);

/** Something begun and not yet saved; a killed browser finds it again, photos included. `unpack` takes up what was refused. */
export function useDraft<T>(name: string, fresh: () => T, unpack?: Unpack<T>): Draft<T> {
  const key = ownKey(name);
  const refused = unpack ? refusedHere() : null;
  const blank = useMemo(fresh, [key]);
  const held = () => inHand.peek().get(key) as T | undefined;
  const [value, setValue] = useState<T | null>(() => (refused ? null : held() ?? (isUnbegun(key) ? beginFresh(key, blank) : null)));
  useInHand<T>(key, setValue);
  // Before the paint: the phone's answer is then there for the next frame already.
  useLayoutEffect(() => {
    let open = true;
    const take = (kept: T | undefined) => {
      if (kept !== undefined && held() === undefined) takeInHand(key, kept);
      if (open) setValue(held() ?? blank);
    };
    const takeBegun = () => {
      if (held() !== undefined) take(undefined);
      else draft<T>(key).then((kept) => take(kept && { ...blank, ...kept }), () => readAgain(takeBegun, () => open));
    };
    if (refused && unpack) takeUp(refused, key, unpack).catch(tellFailure).then(takeBegun);
    else takeBegun();
    return () => {
      open = false;
    };
  }, [key]);
  return {
    key,
    value,
    change: (next) => {
      if (value !== null) put(key, next(held() ?? blank));
    },
    ready: async () => {
      await photosMade(key);
      return { key, value: held() ?? blank };
    },
  };
}
