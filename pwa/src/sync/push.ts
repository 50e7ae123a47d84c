/** Sends what waits: items first, then their files; settles an item only on a fresh receipt that misses nothing. */
import { offered, toOffer } from '../store/history';
import { fileOf, itemOf, itemsOf, letGo, noteFileRefused, noteReason, noteReceipt, noteRefused } from '../store/items';
import { isHeld, lacksFiles, type KeptFile, type KeptItem, type SettledItem } from '../store/kept';
import { NoAnswer, Refusal } from '../wire/refusal';
import type { Receipt } from '../wire/types';
import { sendFile, sendItem, sendItems } from './wire';

export interface Sender {
  user: string;
  csrf: string;
  undoMs: number;
  /** The person asked for it himself: files that were refused before are tried once more. */
  insists: boolean;
}

/** Small enough that a cut line costs little; the server streams the receipts anyway. */
const BATCH = 25;
/** Twice may be a bad line; after that the bytes themselves are wrong and only cost money. */
const MOST_REFUSALS = 3;

type Frozen = Pick<KeptItem, 'id' | 'bytes' | 'sha256'>;
type Note = (item: Frozen, receipt: Receipt) => Promise<void>;

const noteKept: Note = (item, receipt) => noteReceipt(item.id, receipt);

/** A receipt is for exactly these bytes, or it is for nobody; `id_reused` and `rejected` need not name them. */
function fits(item: Frozen, receipt: Receipt): boolean {
  if (receipt.status === 'id_reused' || receipt.status === 'rejected') return true;
  return receipt.sha256 === item.sha256;
}

async function noteWhole(items: Frozen[], receipts: AsyncGenerator<Receipt>, note: Note): Promise<void> {
  const open = new Map(items.map((item) => [item.id, item]));
  for await (const receipt of receipts) {
    const item = receipt.id === null ? undefined : open.get(receipt.id);
    if (!item || !fits(item, receipt)) continue;
    open.delete(item.id);
    await note(item, receipt);
  }
  if (open.size) throw new NoAnswer(`${open.size} items without a receipt`);
}

const isTooLarge = (error: unknown): boolean => error instanceof Refusal && error.status === 413;
const isMisread = (error: unknown): boolean => error instanceof Refusal && error.status === 400;

/** One item by its own address; what the server cannot take in at all is kept with its reason. */
async function sendAlone(sender: Sender, item: Frozen, note: Note): Promise<void> {
  try {
    const receipt = await sendItem(sender.csrf, item.id, item.bytes);
    if (receipt.id !== item.id || !fits(item, receipt)) throw new NoAnswer('a receipt for something else');
    await note(item, receipt);
  } catch (error) {
    if (!isTooLarge(error) && !isMisread(error)) throw error;
    await noteRefused(item.id, isTooLarge(error) ? 'app.reason.too_large' : (error as Refusal).sentence);
  }
}

async function sendBatch(sender: Sender, items: Frozen[], note: Note): Promise<void> {
  if (items.length === 1) return sendAlone(sender, items[0]!, note);
  try {
    await noteWhole(items, await sendItems(sender.csrf, items.map(({ bytes }) => bytes)), note);
  } catch (error) {
    if (!isTooLarge(error) && !isMisread(error)) throw error;
    const middle = Math.ceil(items.length / 2);
    await sendBatch(sender, items.slice(0, middle), note);
    await sendBatch(sender, items.slice(middle), note);
  }
}

async function sendAll(sender: Sender, items: KeptItem[]): Promise<void> {
  for (let at = 0; at < items.length; at += BATCH) {
    const batch: KeptItem[] = [];
    for (const item of items.slice(at, at + BATCH)) if (await letGo(item)) batch.push(item);
    if (batch.length) await sendBatch(sender, batch, noteKept);
  }
}

/** Carries one file; a file the server does not want is noted, and the next one goes on. */
async function carry(sender: Sender, item: KeptItem, file: KeptFile): Promise<void> {
  try {
    await sendFile(sender.csrf, file.sha256, file.data, file.mime);
  } catch (error) {
    if (!(error instanceof Refusal) || ![404, 413, 422].includes(error.status)) throw error;
    if (error.status !== 404) await noteFileRefused(file);
    await noteReason(item.id, error.sentence, error.sentenceEn);
  }
}

/** Carries what one item lacks, then asks again what is still missing. */
async function complete(sender: Sender, item: KeptItem): Promise<void> {
  let carried = 0;
  for (const sha256 of item.missing) {
    const file = await fileOf(item.id, sha256);
    if (!file || (file.refusals >= MOST_REFUSALS && !sender.insists)) continue;
    await carry(sender, item, file);
    carried += 1;
  }
  if (!carried) return;
  const reason = await itemOf(item.id);
  await sendAlone(sender, item, noteKept);
  const after = await itemOf(item.id);
  // The receipt knows nothing of a refused picture; the person should.
  if (after?.missing.length && !after.reasonZh && reason?.reasonZh) await noteReason(item.id, reason.reasonZh, reason.reasonEn);
}

/** After a restore the server is offered again what it had acknowledged; the photos it keeps lacking are gone here too. */
async function offerAgain(sender: Sender): Promise<void> {
  const items = await toOffer(sender.user);
  const byId = new Map<string, SettledItem>(items.map((item) => [item.id, item]));
  const note: Note = (item) => offered(byId.get(item.id)!);
  for (let at = 0; at < items.length; at += BATCH) await sendBatch(sender, items.slice(at, at + BATCH), note);
}

/** Sends until nothing is left that could go; throws where the line, the sign-in or the server stops it. */
export async function push(sender: Sender): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    const items = await itemsOf(sender.user);
    const fresh = items.filter((item) =>
      item.state === 'waiting' && !tried.has(item.id) && !isHeld(item, Date.now(), sender.undoMs));
    if (fresh.length) {
      fresh.forEach(({ id }) => tried.add(id));
      await sendAll(sender, fresh);
      continue;
    }
    const lacking = items.find((item) => lacksFiles(item) && !tried.has(`files of ${item.id}`));
    if (!lacking) break;
    tried.add(`files of ${lacking.id}`);
    await complete(sender, lacking);
  }
  await offerAgain(sender);
}
