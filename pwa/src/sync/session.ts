/** Signing in and out. Nothing here ever touches an unsent item. */
import { forgetKey, onNoRoom, recall, remember } from '../store/db';
import { onNews, tell } from '../store/news';
import { loadOutbox } from '../store/outbox';
import { loadRows } from '../store/rows';
import { dropMe, keepMe, keepRevoked, keptMe, me, signedOut } from '../store/session';
import { deviceId, loadSettings } from '../store/settings';
import { NoAnswer, Refusal } from '../wire/refusal';
import { say } from '../words';
import { forgetPulled } from './pull';
import type { Invited, Me, SignInRow } from '../wire/types';
import { askActivate, askEndSignIn, askInvited, askMe, askSignedIn, askSignIn, askSignIns, askSignOut } from './wire';

export { Refusal } from '../wire/refusal';

/** Pictures the service worker keeps for looking; they belong to whoever is signed in. */
const PHOTO_CACHE = 'guanhu-photos';

const REVOKED = 'accounts/session-revoked';
const BRINGS_ONLY = 'accounts/brings-only';

/** Our own server says that it does not know this sign-in; what stands before it may say 401 for reasons of its own. */
export const isExpired = (error: unknown): error is Refusal => error instanceof Refusal && error.status === 401 && error.isOurs;

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

/** Whoever comes in finds his own shelf; what the person before him was shown goes, what that one saved stays. */
async function welcome(person: Me): Promise<void> {
  const before = me.value;
  if (before && before.user_id !== person.user_id) await forgetShown(before.user_id);
  await forgetKey('sign_out');
  await keepMe(person);
  await adopt();
  tell('nudge');
}

/** Signs in; throws a Refusal whose sentence can be shown as it is. The code is that of a second factor. */
export async function signIn(username: string, password: string, code: string | null = null): Promise<void> {
  await welcome(await askSignIn(username.trim(), password, code, deviceId()).catch(sentenceFor));
}

/** Whom a cadre's QR code is for; asking does not use it up. */
export const invited = (ticket: string): Promise<Invited> => askInvited(ticket).catch(sentenceFor);

/** 是我: the QR code opens this phone, once. */
export async function activate(ticket: string): Promise<void> {
  await welcome(await askActivate(ticket, deviceId()).catch(sentenceFor));
}

export const signIns = (): Promise<SignInRow[]> => askSignIns().catch(sentenceFor);

/** Signs another phone of this person out. */
export const endSignIn = (id: string): Promise<void> => askEndSignIn(me.value?.csrf ?? '', id).catch(sentenceFor);

/** What the server showed this person goes from the phone, as far as a full one can; items and drafts are not touched. */
async function forgetShown(user: string): Promise<void> {
  await forgetPulled(user).catch(onNoRoom());
  if (typeof caches !== 'undefined') await caches.delete(PHOTO_CACHE);
  await loadRows();
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
  const owe = () => remember('sign_out', 'owed').catch(onNoRoom());
  await owe();
  if (person) await forgetShown(person.user_id);
  await dropMe();
  await owe();
  await adopt();
  await payGoodbye();
}

/** Without a network the cookie outlives the person's leaving; it is given back at the next chance. */
async function payGoodbye(): Promise<void> {
  if ((await recall('sign_out')) !== 'owed') return;
  try {
    await tellServerGoodbye();
    await remember('sign_out', 'done').catch(onNoRoom());
  } catch (error) {
    if (!(error instanceof NoAnswer) && !(error instanceof Refusal)) throw error;
  }
}

/** Asks the server who this is: fresh rights, fresh csrf; throws when it does not answer. */
export async function refreshMe(): Promise<void> {
  const person = await askMe();
  await keepMe(person);
  if (person.upload_only) await forgetShown(person.user_id);
}

/** Our server said 401: somebody ended the sign-in, or it is over, or its user was suspended and may only bring. */
export async function noteLost(error: Refusal): Promise<void> {
  const user = me.value?.user_id;
  if (error.code === REVOKED) {
    await keepRevoked();
    if (user) await forgetShown(user);
    return;
  }
  if (error.code === BRINGS_ONLY) return refreshMe();
  signedOut.value = 'expired';
}

async function greet(): Promise<void> {
  if (!me.value && (await recall('sign_out'))) return payGoodbye();
  const waited = signedOut.value !== 'no';
  try {
    if (!me.value && !(await askSignedIn())) return;
    await refreshMe();
    // Signed in at the desk or in another page: what was pausing may go on.
    if (waited) tell('nudge');
  } catch (error) {
    if (isExpired(error) && me.value) await noteLost(error);
    else if (!(error instanceof NoAnswer) && !(error instanceof Refusal)) throw error;
  }
}

/** Finds out from the shelf who holds the phone; asks the server in the background. */
export async function resume(): Promise<void> {
  const [person, revoked] = await Promise.all([keptMe(), recall('revoked'), loadSettings()]);
  me.value = person ?? null;
  signedOut.value = !person ? 'yes' : revoked ? 'revoked' : 'no';
  await Promise.all([loadRows(), loadOutbox()]);
  void greet();
}
