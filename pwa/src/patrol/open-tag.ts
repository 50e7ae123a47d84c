import { assetOfTag, blankTagOf } from '../store/rows';
import { goInstead } from '../router';
import type { Found } from '../device/scanner';
import { toast } from '../ui/toast';
import { say } from '../words';
import type { Asset, Scanned } from '../wire/types';
import { addressOf, arrivedAt } from './arrival';
import { plateOf } from './plates';

const scannedAs = (by: Scanned['by'], { token, shortCode }: Found): Scanned =>
  ({ by, token: token ?? null, short_code: shortCode ?? null });

export const codeOf = ({ token, shortCode }: Found): string => token ?? shortCode ?? '';

/** The address of what a plate hangs on; a part's plate also says which part was seen. */
function addressFor(asset: Asset, code: string, scanned: Scanned): string {
  const part = plateOf(asset, code)?.unit_id;
  return addressOf(asset.id, scanned) + (part ? `&seen=${part}` : '');
}

/** Whether this phone knows what hangs on this tag, or that it still waits to be hung. */
export const knowsTag = (found: Found): boolean => Boolean(assetOfTag(codeOf(found)) ?? blankTagOf(codeOf(found)));

/** Opens the asset that carries this tag, or asks where a blank one goes; false when this phone knows no such tag. */
export function openTag(found: Found, by: Scanned['by']): boolean {
  const code = codeOf(found);
  const asset = assetOfTag(code);
  const blank = asset ? undefined : blankTagOf(code);
  if (blank) goInstead(`/app/plate/${blank.token}`);
  if (!asset) return Boolean(blank);
  const scanned = scannedAs(by, found);
  arrivedAt(asset.id, scanned);
  if (asset.former_codes?.includes(code)) toast({ words: say('app.scan.former') });
  goInstead(addressFor(asset, code, scanned));
  return true;
}
