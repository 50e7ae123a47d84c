/** Plates: which hang where, which wait, and what a new thing is called. */
import type { Asset, PlateRow } from '../wire/types';

/** The plates of an asset; a row pulled from an older server only knows their tokens. */
export const platesOf = ({ plates, tokens, short_codes }: Asset): PlateRow[] =>
  plates ?? tokens.map((token, at) => ({ token, short_code: short_codes[at] ?? '', status: 'bound', unit_id: null }));

/** The plate that hangs on the whole (null) or on one part; one printed again is still to be hung. */
export const plateAt = (asset: Asset, unitId: string | null): PlateRow | undefined =>
  platesOf(asset).find((plate) => plate.unit_id === unitId && plate.status !== 'printed');

/** The plate of an asset that a scan or a typed code names; undefined for one that was replaced. */
export const plateOf = (asset: Asset, code: string): PlateRow | undefined =>
  platesOf(asset).find(({ token, short_code }) => token === code || short_code === code);

/** What is to be done about the plates of an asset: hang one that was printed again, or replace a broken one. */
export function plateTrouble(asset: Asset): 'printed' | 'damaged' | null {
  const states = platesOf(asset).map(({ status }) => status);
  return states.includes('printed') ? 'printed' : states.includes('damaged') ? 'damaged' : null;
}

/** How many things of a kind a village has, one more being met now. */
export const numberOf = (assets: Iterable<Asset>, regionCode: string, type: string): number =>
  [...assets].filter((asset) => asset.region_code === regionCode && asset.asset_type === type).length + 1;

/** A short code as it stands on the plate: in two halves, capitals. */
export const codeWords = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`.trim().toUpperCase();
