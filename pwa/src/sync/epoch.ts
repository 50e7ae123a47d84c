/** Notices that the server was restored from an older copy. */
import { recall, remember } from '../store/db';
import { offerAgain, offerSettled } from '../store/history';

/**
 * Offers again what the server may have lost. At the first look, what earlier beats sent may have gone to the server as it
 * was before a restore.
 */
export async function watchEpoch(user: string, epoch: string, beatBegan: string): Promise<void> {
  const known = await recall<string>(`epoch/${user}`);
  if (known === epoch) return;
  await (known === undefined ? offerSettled(user, beatBegan) : offerAgain(user));
  await remember(`epoch/${user}`, epoch);
}
