/** When to send and when to rest. One beat = push, then pull; every trigger only asks for a beat. */
import { signal, type ReadonlySignal } from '@preact/signals';
import { askBackgroundSync, online, onWake } from '../device/network';
import { askToKeep, isNearlyFull } from '../device/quota';
import { isNoRoom } from '../store/db';
import { pruneHistory, toOffer } from '../store/history';
import { isUnwritten, itemsOf } from '../store/items';
import { isHeld, lacksFiles } from '../store/kept';
import { onNews } from '../store/news';
import { me, signedOut } from '../store/session';
import { nearlyFull, persisted } from '../store/settings';
import { NoAnswer, Refusal } from '../wire/refusal';
import type { Me } from '../wire/types';
import { language, say } from '../words';
import { alone } from './alone';
import { backoffMs, pauseMs } from './backoff';
import { isAnyLeftOut, nothingLeftOut, type LeftOut } from './detour';
import { watchEpoch } from './epoch';
import { photosRestMs, wakePhotos } from './photo-rest';
import { OtherHands, pull } from './pull';
import { push, type Sender } from './push';
import { isExpired, noteLost, refreshMe, sameHands } from './session';

export interface SyncState {
  phase: 'idle' | 'sending' | 'pulling' | 'offline' | 'paused';
  /** Milliseconds of this phone's clock; null when no try is planned. */
  nextTryAt: number | null;
  /** A sentence for the person, null while all is well. */
  problem: string | null;
}

const state = signal<SyncState>({ phase: 'idle', nextTryAt: null, problem: null });

export const syncState: ReadonlySignal<SyncState> = state;

/** News from the desk reach a phone that lies open within this time. */
const LOOK_AGAIN_MS = 300_000;
/** Another page is sending; look soon whether it finished or died. */
const OTHER_PAGE_MS = 15_000;
const AFTER_HOLD_MS = 250;
const NO_REST = { from: 0, until: 0 };

let failures = 0;
let restAsked = NO_REST;
let timer: ReturnType<typeof setTimeout> | undefined;
let running: Promise<void> | null = null;
let wanted: 'no' | 'beat' | 'insisting' = 'no';

const undoMs = (person: Me): number => person.settings.undo_s * 1000;

function plan(inMs: number): number {
  clearTimeout(timer);
  timer = setTimeout(() => void beat(), inMs);
  return Date.now() + inMs;
}

async function pushOnce(person: Me, insists: boolean, leftOut: LeftOut): Promise<void> {
  const { user_id: user, csrf, upload_only: bringsOnly } = person;
  const sender: Sender = { user, csrf, undoMs: undoMs(person), insists, bringsOnly, leftOut };
  const items = await itemsOf(person.user_id);
  const busy = items.some((item) => lacksFiles(item) || (item.state === 'waiting' && !isHeld(item, Date.now(), sender.undoMs)));
  state.value = { ...state.value, phase: busy ? 'sending' : 'pulling', nextTryAt: null };
  await push(sender);
}

/** A server that forgot our csrf token (new key, new session elsewhere) hands out a fresh one. */
async function pushWithFreshToken(person: Me, insists: boolean, leftOut: LeftOut): Promise<void> {
  try {
    await pushOnce(person, insists, leftOut);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 403) throw error;
    await refreshMe();
    if (me.value?.user_id !== person.user_id) throw new OtherHands(person.user_id);
    await pushOnce(me.value, insists, leftOut);
  }
}

/** Brings the news; whoever may only bring asks whether that still holds, and hears else which copy the server stands on. */
async function look(user: string, beatBegan: string): Promise<void> {
  if (me.value?.upload_only) await refreshMe();
  const person = me.value;
  if (person?.user_id !== user) throw new OtherHands(user);
  if (!person.upload_only) return pull(user, beatBegan);
  await watchEpoch(user, person.restore_epoch, beatBegan);
}

/** True when the news sent something back to be sent: somebody decided about it, or the server stands on an older copy. */
async function isSetBack(user: string): Promise<boolean> {
  if ((await toOffer(user)).length) return true;
  return (await itemsOf(user)).some(({ state, left }) => state === 'waiting' && left);
}

async function pushAndPull(person: Me, insists: boolean, leftOut: LeftOut): Promise<void> {
  const began = new Date().toISOString();
  await pushWithFreshToken(person, insists, leftOut);
  state.value = { ...state.value, phase: 'pulling' };
  await look(person.user_id, began);
  if (await isSetBack(person.user_id)) await pushWithFreshToken(person, insists, leftOut);
  await pruneHistory(person.user_id);
}

/** How soon something that was held back for 撤销 may go, even if its time ran out while the others were sent. */
async function soonestHeld(person: Me, leftOut: LeftOut): Promise<number> {
  const held = (await itemsOf(person.user_id))
    .filter((item) => item.state === 'waiting' && !lacksFiles(item) && !leftOut.items.has(item.id) && !isUnwritten(item));
  return Math.min(Infinity, ...held.map(({ heldUntil, left }) =>
    left ? OTHER_PAGE_MS : Math.min(undoMs(person), Math.max(0, heldUntil - Date.now())) + AFTER_HOLD_MS));
}

/** What was left out waits as after any failure, longer each time, and the person sees until when; photos may rest alone. */
async function rest(person: Me, leftOut: LeftOut): Promise<void> {
  const isFull = (await itemsOf(person.user_id)).some(isUnwritten);
  const lacks = isFull || isAnyLeftOut(leftOut);
  const photosMs = photosRestMs();
  failures = lacks ? failures + 1 : 0;
  const soonestMs = Math.min(photosMs || Infinity, await soonestHeld(person, leftOut));
  const plannedAt = plan(Math.min(lacks ? backoffMs(failures) : LOOK_AGAIN_MS, soonestMs));
  const nextTryAt = lacks ? plannedAt : photosMs ? Date.now() + photosMs : null;
  const problem = isFull ? say('app.sync.no_room') : lacks ? say('app.sync.left_out') : photosMs ? say('app.sync.photos_rest') : null;
  state.value = { phase: 'idle', nextTryAt, problem };
}

/** With nothing of his own to go, it is no trouble of the person's that a busy server asks to wait with the news. */
async function isOnlyNews(error: unknown): Promise<boolean> {
  if (!(error instanceof Refusal) || error.status < 500 || error.retryAfterS === null) return false;
  const items = me.value ? await itemsOf(me.value.user_id) : [];
  return !items.some((item) => item.state === 'waiting' || lacksFiles(item));
}

const sentenceOf = (error: Refusal): string => (language.value === 'en' ? error.sentenceEn : null) ?? error.sentence;

/** The server's own words, unless it broke down or something before it answered without any. */
function wordsOf(error: unknown): string {
  if (error instanceof NoAnswer) return say('app.sync.no_answer');
  if (isNoRoom(error)) return say('app.sync.no_room');
  const speaks = error instanceof Refusal && error.sentence !== error.code && (error.status < 500 || error.retryAfterS !== null);
  return speaks ? sentenceOf(error) : say('app.sync.server_ill');
}

/** True when somebody else holds the phone by now, or nobody; this page then shows his shelf. */
async function isInOtherHands(user: string): Promise<boolean> {
  if ((await sameHands()) && me.value?.user_id === user) await refreshMe();
  return me.value?.user_id !== user;
}

/** Finds out whose sign-in this still is, or rests; throws when that cannot be found out. */
async function stumble(error: unknown): Promise<void> {
  if (error instanceof OtherHands && (await isInOtherHands(error.user))) return void plan(0);
  if (!isExpired(error)) return restAfter(error);
  await noteLost(error);
  return signedOut.value === 'no' ? void plan(0) : pause();
}

/** Nothing was lost: says why it rests, and until when. */
async function restAfter(error: unknown): Promise<void> {
  failures += 1;
  const asked = error instanceof Refusal ? error.retryAfterS : null;
  restAsked = { from: Date.now(), until: Date.now() + (asked ?? 0) * 1000 };
  const plannedAt = plan(pauseMs(failures, asked));
  const cut = error instanceof NoAnswer;
  // A shelf that cannot be read just now may hold something: then it is said.
  const quiet = await isOnlyNews(error).catch(() => false);
  state.value = { phase: cut ? 'offline' : 'idle', nextTryAt: quiet ? null : plannedAt, problem: quiet ? null : wordsOf(error) };
  // The browser wakes us at once while it believes in its network: then our own clock is the slower and better one.
  if (cut && !online.value) void askBackgroundSync();
  // What is neither the line nor the server's no is a fault of ours: it must be seen in the log.
  if (!cut && !(error instanceof Refusal)) console.error(error);
}

function pause(): void {
  clearTimeout(timer);
  const problem = signedOut.value === 'expired' ? say('app.sync.expired') : null;
  state.value = { phase: 'paused', nextTryAt: null, problem };
}

async function oneBeat(insists: boolean): Promise<void> {
  if (!(await sameHands()) || !me.value) return me.value ? void plan(0) : pause();
  if (signedOut.value === 'expired' && insists) await refreshMe();
  if (signedOut.value !== 'no') return pause();
  const person = me.value;
  const leftOut = nothingLeftOut();
  const mine = await alone(() => pushAndPull(person, insists, leftOut));
  if (mine) return rest(person, leftOut);
  plan(OTHER_PAGE_MS);
  state.value = { phase: 'idle', nextTryAt: null, problem: null };
}

async function runWanted(): Promise<void> {
  try {
    while (wanted !== 'no') {
      const insists = wanted === 'insisting';
      wanted = 'no';
      await oneBeat(insists).catch(stumble).catch(restAfter);
    }
  } finally {
    running = null;
  }
}

/** How long the server still asks to be left alone; a clock set back must not hold everything for ever. */
const restMs = (now: number = Date.now()): number => (now < restAsked.from ? 0 : Math.max(0, restAsked.until - now));

/** Asks for a beat; while one runs, another follows it. */
function beat(insists: boolean = false): Promise<void> {
  const early = restMs();
  if (!insists && early > 0) return Promise.resolve(void plan(early + 50));
  if (!insists && !online.value) return Promise.resolve(rememberOffline());
  if (wanted !== 'insisting') wanted = insists ? 'insisting' : 'beat';
  running ??= runWanted();
  return running;
}

function rememberOffline(): void {
  state.value = { phase: 'offline', nextTryAt: null, problem: say('app.sync.no_answer') };
  void askBackgroundSync();
}

/** 马上上传: tries at once, whatever was planned; ends when the try has ended. */
export async function syncNow(): Promise<void> {
  failures = 0;
  restAsked = NO_REST;
  wakePhotos();
  await beat(true);
}

async function lookForRoom(): Promise<void> {
  nearlyFull.value = await isNearlyFull();
}

/** Starts the heart: at once, when the network returns, when looked at, after a save, when the worker wakes us. */
export function start(): void {
  const wake = () => {
    void lookForRoom();
    void beat();
  };
  onWake(wake);
  onNews('nudge', wake);
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data === 'beat' && void beat());
  void askToKeep().then((answer) => {
    persisted.value = answer;
  });
  wake();
}
