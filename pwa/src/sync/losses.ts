/** Photos that the phone itself has lost: the person sees it, and the server is told once he hands the record in without them. */
import { fileOf, noteGone } from '../store/items';
import type { KeptItem } from '../store/kept';
import { goAround } from './detour';
import { sendLosses } from './wire';

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
