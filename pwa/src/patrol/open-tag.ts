import { assetOfTag } from '../store/rows';
import { goInstead } from '../router';
import type { Found } from '../device/scanner';
import type { Scanned } from '../wire/types';
import { addressOf, arrivedAt } from './arrival';

const scannedAs = (by: Scanned['by'], { token, shortCode }: Found): Scanned =>
  ({ by, token: token ?? null, short_code: shortCode ?? null });

/** Opens the asset that carries this tag; false when this phone knows no such tag. */
export function openTag(found: Found, by: Scanned['by']): boolean {
  const asset = assetOfTag(found.token ?? found.shortCode);
  if (!asset) return false;
  const scanned = scannedAs(by, found);
  arrivedAt(asset.id, scanned);
  goInstead(addressOf(asset.id, scanned));
  return true;
}
