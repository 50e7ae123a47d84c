/** How a person came to an asset: by camera, picture, typed code, the phone's own camera, or from a list. */
import { computed } from '@preact/signals';
import { spot } from '../router';
import { me } from '../store/session';
import type { Place, Scanned } from '../wire/types';

export const FROM_LIST: Scanned = { by: 'list', token: null, short_code: null };

/** The last scan of each asset in this sitting; a screen opened from the asset's page still knows it. */
const arrivals = new Map<string, Scanned>();

computed(() => me.value?.user_id).subscribe(() => arrivals.clear());

export function arrivedAt(assetId: string, scanned: Scanned): void {
  arrivals.set(assetId, scanned);
}

/** Whoever stands before another thing meanwhile came to that one. */
const spokenOf = (assetId: string): Scanned | null => (spot.value.path.includes(assetId) ? spokenInAddress() : null);

export const arrivalAt = (assetId: string): Scanned => arrivals.get(assetId) ?? spokenOf(assetId) ?? FROM_LIST;

/** Where an act is done, and how its thing was recognised. */
export interface Where {
  place: Place | null;
  scanned: Scanned;
}

const WAYS = ['camera', 'picture', 'typed', 'system'] as const;

/** A browser killed behind the camera opens the address again; the way of arrival stands in it. */
function spokenInAddress(): Scanned | null {
  const { query } = spot.value;
  const by = WAYS.find((way) => way === query.get('by'));
  return by ? { by, token: query.get('token'), short_code: query.get('code') } : null;
}

/** The address of an asset's page after a scan. */
export function addressOf(assetId: string, { by, token, short_code }: Scanned): string {
  const query = new URLSearchParams({ by, ...(token && { token }), ...(short_code && { code: short_code }) });
  return `/app/asset/${assetId}?${query.toString()}`;
}
