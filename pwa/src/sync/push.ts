/** Sends what waits: items first, then their files; settles an item only on a fresh receipt that misses nothing. */
import { bringBack, offered, toOffer } from '../store/history';
import { fileOf, itemOf, itemsOf, letGo, noteFileRefused, noteReason, noteReceipt, noteRefused } from '../store/items';
import { isHeld, isSpoilt, lacksFiles, type KeptFile, type KeptItem, type SettledItem } from '../store/kept';
import { NoAnswer, Refusal } from '../wire/refusal';
import type { Receipt } from '../wire/types';
import { goAround, leaveOutFile, stumblesOf, type LeftOut } from './detour';
import { bringOrDeclare, declareLosses, lookForLost } from './losses';
import { asksToRest, photosRestMs, wakePhotos } from './photo-rest';
import { sendFile } from './pieces';
import { sendItem, sendItems } from './wire';

export interface Sender {
  user: string;
  csrf: string;
  undoMs: number;
  /** The person asked for it himself: files that were refused before are tried once more. */
  insists: boolean;
  /** No feed tells him what people decided about his items: each look asks for it. */
  bringsOnly: boolean;
  /** What could not go in this beat; filled while sending. */
  leftOut: LeftOut;
}

/** Small enough that a cut line costs little; the server streams the receipts anyway. */
const BATCH = 25;
/** A server without room fails at every picture, and each costs the person money. */
const MOST_FILES_LEFT_OUT = 3;

type Frozen = Pick<KeptItem, 'id' | 'bytes' | 'sha256'>;
type Note = (item: Frozen, receipt: Receipt) => Promise<void>;

const noteKept = ({ bringsOnly }: Sender): Note => (item, receipt) => noteReceipt(item.id, receipt, bringsOnly);

/** A receipt is for exactly these bytes, or it is for nobody; `id_reused` and `rejected` need not name them. */
function fits(item: Frozen, receipt: Receipt): boolean {
  if (receipt.status === 'id_reused' || receipt.status === 'rejected') return true;
  return receipt.sha256 === item.sha256;
}

/** Notes the receipts as they come and takes their items out of `open`; what stays there has none. */
async function noteWhole(open: Map<string, Frozen>, receipts: AsyncGenerator<Receipt>, note: Note): Promise<void> {
  for await (const receipt of receipts) {
    const item = receipt.id === null ? undefined : open.get(receipt.id);
    if (!item || !fits(item, receipt)) continue;
    await note(item, receipt);
    open.delete(item.id);
  }
}

const isTooLarge = (error: unknown): error is Refusal => error instanceof Refusal && error.status === 413;
const isMisread = (error: unknown): error is Refusal => error instanceof Refusal && error.status === 400 && error.isOurs;

/** The item waits for a later beat and says so; one that has a receipt keeps what that said. */
async function leaveOut(sender: Sender, { id }: Frozen): Promise<void> {
  sender.leftOut.items.add(id);
  if ((await itemOf(id))?.state === 'waiting') await noteReason(id, 'app.sync.left_out', null);
}

/**
 * What the server cannot take in at all is kept with its reason; what it stumbles over, or something on the way does not let
 * through, waits, and the others go on.
 */
async function setAside(sender: Sender, item: Frozen, error: unknown): Promise<void> {
  if (isTooLarge(error) && error.isOurs) await noteRefused(item.id, 'app.reason.too_large');
  else if (isMisread(error)) await noteRefused(item.id, error.sentence);
  else {
    await goAround(error);
    await leaveOut(sender, item);
  }
}

/** One item by its own address. */
async function sendAlone(sender: Sender, item: Frozen, note: Note): Promise<void> {
  try {
    const receipt = await sendItem(sender.csrf, item.id, item.bytes);
    if (receipt.id !== item.id || !fits(item, receipt)) throw new NoAnswer('a receipt for something else');
    await note(item, receipt);
  } catch (error) {
    await setAside(sender, item, error);
  }
}

async function sendHalves(sender: Sender, items: Frozen[], note: Note): Promise<void> {
  const middle = Math.ceil(items.length / 2);
  await sendBatch(sender, items.slice(0, middle), note);
  await sendBatch(sender, items.slice(middle), note);
}

/** Many at once; those that come back without a receipt go one by one, so that the one at fault stands alone. */
async function sendBatch(sender: Sender, items: Frozen[], note: Note): Promise<void> {
  if (items.length === 1) return sendAlone(sender, items[0]!, note);
  const open = new Map(items.map((item) => [item.id, item]));
  try {
    await noteWhole(open, await sendItems(sender.csrf, items.map(({ bytes }) => bytes)), note);
  } catch (error) {
    if (isTooLarge(error) || isMisread(error)) return sendHalves(sender, items, note);
    await goAround(error);
  }
  for (const item of open.values()) await sendAlone(sender, item, note);
}

async function sendAll(sender: Sender, items: KeptItem[]): Promise<void> {
  for (let at = 0; at < items.length; at += BATCH) {
    const batch: KeptItem[] = [];
    for (const item of items.slice(at, at + BATCH)) if (await letGo(item)) batch.push(item);
    if (batch.length) await sendBatch(sender, batch, noteKept(sender));
  }
}

/** What a picture that did not go means: all pictures rest, or it was refused and noted, or is left out of this beat. */
async function setFileAside(sender: Sender, item: KeptItem, file: KeptFile, error: unknown): Promise<void> {
  if (asksToRest(error)) return;
  if (!(error instanceof Refusal) || !error.isOurs || ![404, 413, 422].includes(error.status)) {
    await goAround(error);
    return leaveOutFile(sender.leftOut, file.sha256);
  }
  if (error.status !== 404) await noteFileRefused(file);
  await noteReason(item.id, error.sentence, error.sentenceEn);
}

/** Carries one file; whatever becomes of it, the next one goes on. */
const carry = (sender: Sender, item: KeptItem, file: KeptFile): Promise<void> =>
  sendFile(sender.csrf, file.sha256, file.data, file.mime)
    .then(wakePhotos, (error: unknown) => setFileAside(sender, item, file, error));

const byStumbles = (a: string, b: string): number => stumblesOf(a) - stumblesOf(b);
const fewestStumbles = ({ missing }: KeptItem): number => Math.min(...missing.map(stumblesOf));

function mayGo(sender: Sender, item: KeptItem, file: KeptFile): boolean {
  const { files } = sender.leftOut;
  if (photosRestMs() || item.givenUp?.includes(file.sha256)) return false;
  if (files.size >= MOST_FILES_LEFT_OUT || files.has(file.sha256)) return false;
  return !isSpoilt(file) || sender.insists;
}

/** Carries what one item lacks, and declares what is lost; then asks again what is still missing. */
async function complete(sender: Sender, item: KeptItem): Promise<void> {
  let carried = (await declareLosses(sender.csrf, item)) ? 1 : 0;
  for (const sha256 of [...item.missing].sort(byStumbles)) {
    const file = await fileOf(item.id, sha256);
    if (!file || !mayGo(sender, item, file)) continue;
    await carry(sender, item, file);
    if (!photosRestMs() && !sender.leftOut.files.has(sha256)) carried += 1;
  }
  if (!carried) return;
  const reason = await itemOf(item.id);
  await sendAlone(sender, item, noteKept(sender));
  const after = await itemOf(item.id);
  if (!after?.missing.length) return;
  await lookForLost(after);
  // The receipt knows nothing of a refused picture; the person should.
  if (!after.reasonZh && reason?.reasonZh) await noteReason(item.id, reason.reasonZh, reason.reasonEn);
}

/**
 * After a restore the server is offered again what it had acknowledged. Photos of settled items lie on the phone no more:
 * those that the server now lacks are declared lost, or the desk would wait for them for ever.
 */
async function offerAgain(sender: Sender): Promise<void> {
  const items = (await toOffer(sender.user)).filter(({ id }) => !sender.leftOut.items.has(id));
  const byId = new Map(items.map((item) => [item.id, item]));
  const lacking = new Map<string, Receipt>();
  const note: Note = async ({ id }, receipt) =>
    receipt.missing_files.length ? void lacking.set(id, receipt) : noteOffered(sender, byId.get(id)!, receipt);
  for (let at = 0; at < items.length; at += BATCH) await sendBatch(sender, items.slice(at, at + BATCH), note);
  for (const [id, receipt] of lacking) {
    if (await madeGood(sender, id, receipt.missing_files)) await noteOffered(sender, byId.get(id)!, { ...receipt, missing_files: [] });
  }
}

/** What a receipt that misses nothing means for a settled item; one that needs a person, or was refused, comes back in sight. */
async function noteOffered(sender: Sender, item: SettledItem, receipt: Receipt): Promise<void> {
  if (receipt.status === 'accepted' || receipt.decision) return offered(item);
  await bringBack(item);
  await noteKept(sender)(item, receipt);
}

/** Brings or declares lost what the server misses of a settled item; false when that has to wait for a later beat. */
async function madeGood(sender: Sender, id: string, missing: string[]): Promise<boolean> {
  try {
    await bringOrDeclare(sender.csrf, id, missing);
    return true;
  } catch (error) {
    if (!asksToRest(error)) await goAround(error);
    sender.leftOut.items.add(id);
    return false;
  }
}

const nextLacking = (items: KeptItem[], tried: Set<string>): KeptItem | undefined =>
  items.filter((item) => lacksFiles(item) && !tried.has(`files of ${item.id}`))
    .sort((a, b) => fewestStumbles(a) - fewestStumbles(b))[0];

const HELD: KeptItem['state'][] = ['quarantined', 'conflict'];

function isDue(sender: Sender, item: KeptItem): boolean {
  if (item.state === 'waiting') return !isHeld(item, Date.now(), sender.undoMs);
  return sender.bringsOnly && HELD.includes(item.state);
}

/** Sends until nothing is left that could go; throws where the line, the sign-in or the server stops everything. */
export async function push(sender: Sender): Promise<void> {
  const tried = new Set<string>(sender.leftOut.items);
  for (;;) {
    const items = await itemsOf(sender.user);
    const fresh = items.filter((item) => !tried.has(item.id) && isDue(sender, item));
    if (fresh.length) {
      fresh.forEach(({ id }) => tried.add(id));
      await sendAll(sender, fresh);
      continue;
    }
    const lacking = nextLacking(items, tried);
    if (!lacking) break;
    tried.add(`files of ${lacking.id}`);
    await complete(sender, lacking);
  }
  await offerAgain(sender);
}
