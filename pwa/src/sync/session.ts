/** Signing in and out. Nothing here ever touches an unsent item. */
import { forgetKey, recall, remember } from '../store/db';
import { onNews, tell } from '../store/news';
import { loadOutbox } from '../store/outbox';
import { loadRows } from '../store/rows';
import { dropMe, keepMe, keptMe, me, signedOut } from '../store/session';
import { deviceId, loadSettings } from '../store/settings';
import { NoAnswer, Refusal } from '../wire/refusal';
import { say } from '../words';
import { forgetPulled } from './pull';
import { askMe, askSignIn, askSignOut } from './wire';

export { Refusal } from '../wire/refusal';

/** Pictures the service worker keeps for looking; they belong to whoever is signed in. */
const PHOTO_CACHE = 'guanhu-photos';

const isExpired = (error: unknown): boolean => error instanceof Refusal && error.status === 401;

/** Shows the shelf of whoever is kept as signed in, nobody included. */
async function adopt(): Promise<void> {
  const person = (await keptMe()) ?? null;
  if (person?.user_id !== me.value?.user_id || !person) me.value = person;
  if (!person) signedOut.value = 'yes';
  else if (signedOut.value === 'yes') signedOut.value = 'no';
  await Promise.all([loadRows(), loadOutbox()]);
}

onNews('session', () => void adopt());

/** Another page of this browser may have changed hands; what the shelf says counts. */
export async function sameHands(): Promise<boolean> {
  const person = await keptMe();
  if (person?.user_id === me.value?.user_id) return true;
  await adopt();
  return false;
}

function sentenceFor(error: unknown): never {
  if (error instanceof NoAnswer) throw new Refusal('app/no-answer', say('app.sign_in.no_answer'));
  throw error;
}

/** Signs in; throws a Refusal whose sentence can be shown as it is. */
export async function signIn(username: string, password: string): Promise<void> {
  const person = await askSignIn(username.trim(), password, deviceId()).catch(sentenceFor);
  await forgetKey('sign_out');
  await keepMe(person);
  await adopt();
  tell('nudge');
}

async function tellServerGoodbye(): Promise<void> {
  try {
    const person = await askMe();
    await askSignOut(person.csrf);
  } catch (error) {
    if (!isExpired(error)) throw error;
  }
}

/** Leaves the phone: what was pulled goes, what is unsent stays for the next time this person comes. */
export async function signOut(): Promise<void> {
  const person = me.value;
  await remember('sign_out', 'owed');
  if (person) await forgetPulled(person.user_id);
  if (typeof caches !== 'undefined') await caches.delete(PHOTO_CACHE);
  await dropMe();
  await adopt();
  await payGoodbye();
}

/** Without a network the cookie outlives the person's leaving; it is given back at the next chance. */
async function payGoodbye(): Promise<void> {
  if ((await recall('sign_out')) !== 'owed') return;
  try {
    await tellServerGoodbye();
    await remember('sign_out', 'done');
  } catch (error) {
    if (!(error instanceof NoAnswer) && !(error instanceof Refusal)) throw error;
  }
}

/** Asks the server who this is: fresh rights, fresh csrf; throws when it does not answer. */
export async function refreshMe(): Promise<void> {
  await keepMe(await askMe());
}

async function greet(): Promise<void> {
  if (!me.value && (await recall('sign_out'))) return payGoodbye();
  const waited = signedOut.value !== 'no';
  try {
    await refreshMe();
    // Signed in at the desk or in another page: what was pausing may go on.
    if (waited) tell('nudge');
  } catch (error) {
    if (isExpired(error) && me.value) signedOut.value = 'expired';
    else if (!(error instanceof NoAnswer) && !(error instanceof Refusal)) throw error;
  }
}

/** Finds out from the shelf who holds the phone; asks the server in the background. */
export async function resume(): Promise<void> {
  me.value = (await keptMe()) ?? null;
  signedOut.value = me.value ? 'no' : 'yes';
  await Promise.all([loadSettings(), loadRows(), loadOutbox()]);
  void greet();
}
