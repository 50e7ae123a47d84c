/**
 * Photos that the phone itself has lost, or that the server refuses for good: the person sees it, and the server is told once
 * he hands the record in without them.
 */
import { fileAnywhere, fileOf, noteLostPhotos } from '../store/items';
import { isSpoilt, type KeptItem } from '../store/kept';
import { goAround } from './detour';
import { sendFile } from './pieces';
import { sendLosses } from './wire';

const same = (some: string[], others: string[]): boolean => some.join() === others.join();

/** Which of the files that the server misses cannot be brought any more; written down when it changed. */
export async function lookForLost(item: KeptItem): Promise<string[]> {
  const gone: string[] = [];
  const spoilt: string[] = [];
  for (const sha256 of item.missing) {
    const file = await fileOf(item.id, sha256);
    if (!file) gone.push(sha256);
    else if (isSpoilt(file)) spoilt.push(sha256);
  }
  if (!same(gone, item.gone ?? []) || !same(spoilt, item.spoilt ?? [])) await noteLostPhotos(item.id, gone, spoilt);
  return [...gone, ...spoilt];
}

/** Declares what the person gave up; true when the server should be asked again what it misses. */
export async function declareLosses(csrf: string, item: KeptItem): Promise<boolean> {
  const lost = (await lookForLost(item)).filter((sha256) => item.givenUp?.includes(sha256));
  if (lost.length) await sendLosses(csrf, item.id, lost).catch(goAround);
  return lost.length > 0;
}

/** Of a settled item: a photo that still lies here with another item is brought, one that lies nowhere is declared lost. */
export async function bringOrDeclare(csrf: string, id: string, missing: string[]): Promise<void> {
  const lost: string[] = [];
  for (const sha256 of missing) {
    const file = await fileAnywhere(sha256);
    if (file) await sendFile(csrf, sha256, file.data, file.mime);
    else lost.push(sha256);
  }
  if (lost.length) await sendLosses(csrf, id, lost);
}
