/** Who holds the phone. Kept on the shelf, so that a start without network knows him. */
import { signal } from '@preact/signals';
import type { Me } from '../wire/types';
import { forgetKey, onNoRoom, recall, remember } from './db';
import { tell } from './news';

export const me = signal<Me | null>(null);

/**
 * `expired`: the server no longer knows this sign-in, everything unsent waits; `revoked`: somebody ended it, so nothing is
 * shown any more either; `yes`: the person left.
 */
export const signedOut = signal<'no' | 'expired' | 'revoked' | 'yes'>('no');

/** Server time and phone time of one moment, so that a reviewer can judge the phone's clock. */
export interface Beacon {
  serverTime: string;
  phoneTime: number;
}

export const keptMe = (): Promise<Me | undefined> => recall<Me>('me');

async function writeMe(person: Me): Promise<void> {
  await remember('me', person);
  await forgetKey('revoked');
  await keepBeacon(person.server_time);
}

/** Goes by what the server told of this person; a full phone that knew him already does so without writing it down. */
export async function keepMe(person: Me): Promise<void> {
  const isKnown = (await keptMe())?.user_id === person.user_id;
  await writeMe(person).catch(isKnown ? onNoRoom() : undefined);
  const changed = me.value?.user_id !== person.user_id;
  me.value = person;
  signedOut.value = 'no';
  if (changed) tell('session');
}

/** Somebody ended this phone's sign-in; a later start without network still knows it. */
export async function keepRevoked(): Promise<void> {
  signedOut.value = 'revoked';
  await remember('revoked', true).catch(onNoRoom());
}

export async function keepBeacon(serverTime: string): Promise<void> {
  await remember('beacon', { serverTime, phoneTime: Date.now() } satisfies Beacon);
}

export async function dropMe(): Promise<void> {
  await forgetKey('me');
  me.value = null;
  signedOut.value = 'yes';
  tell('session');
}
