/** Photos that the phone itself has lost: the person sees it, and the server is told once he hands the record in without them. */
import { fileAnywhere, fileOf, noteGone } from '../store/items';
import type { KeptItem } from '../store/kept';
import { goAround } from './detour';
import { sendFile, sendLosses } from './wire';

const same = (some: string[], others: string[]): boolean => some.join() === others.join();

/** Which of the files that the server misses lie on this phone no more; written down when it changed. */
async function goneOf(item: KeptItem): Promise<string[]> {
  const gone: string[] = [];
  for (const sha256 of item.missing) if (!(await fileOf(item.id, sha256))) gone.push(sha256);
  if (!same(gone, item.gone ?? [])) await noteGone(item.id, gone);
  return gone;
}

/** Declares what the person gave up; true when the server should be asked again what it misses. */
export async function declareLosses(csrf: string, item: KeptItem): Promise<boolean> {
  const lost = (await goneOf(item)).filter((sha256) => item.givenUp?.includes(sha256));
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
