/** Figures with their unit: metres, bytes, yuan. */
import { say } from '../words';

const NEAR_M = 10;
const KILOMETRE_M = 1000;

/** 就在跟前, 200 米, 1.1 公里: no finer than a phone can know. */
export function distanceWords(metres: number): string {
  if (metres < NEAR_M) return say('app.distance.here');
  const tens = Math.round(metres / 10) * 10;
  if (tens < KILOMETRE_M) return say('app.distance.metres', tens);
  return say('app.distance.kilometres', (metres / KILOMETRE_M).toFixed(metres < 10 * KILOMETRE_M ? 1 : 0));
}

/** 480 KB, 1.2 MB. */
export const sizeWords = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Fen as yuan: 6,400 元 or 6,400.50 元. */
export function yuanWords(fen: number): string {
  const yuan = fen / 100;
  const digits = Number.isInteger(yuan) ? 0 : 2;
  return say('app.money.yuan', yuan.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

/** Fen as a person would have typed them as yuan: 6400 or 6400.50. */
export const yuanTyped = (fen: number): string => (fen / 100).toFixed(fen % 100 === 0 ? 0 : 2);

const FULL_WIDTH_GAP = 0xfee0;

/** What a person typed as yuan, in fen; null when it is no amount. Full-width digits and commas are understood. */
export function fenTyped(typed: string): number | null {
  const plain = typed.replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_GAP))
    .replace(/[,，\s元]/g, '');
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
}
