/** What a plate says: tokens and short codes with their check characters, and our own addresses only. */

export type Found = { token: string; shortCode?: undefined } | { shortCode: string; token?: undefined };

/** Crockford's base 32: no i, l, o, u, so that nobody misreads a worn plate. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TOKEN_LENGTH = 12;
const SHORT_LENGTH = 8;

/** Luhn mod 32 over the characters of `body`, all of them in the alphabet. */
export function checkCharacter(body: string): string {
  let [sum, factor] = [0, 2];
  for (const character of [...body].reverse()) {
    const addend = factor * ALPHABET.indexOf(character);
    sum += Math.floor(addend / 32) + (addend % 32);
    factor = factor === 2 ? 1 : 2;
  }
  return ALPHABET[(32 - (sum % 32)) % 32]!;
}

export const normalized = (text: string): string =>
  text.toLowerCase().replace(/[\s\u002d\u2010-\u2015\uff0d]/g, '').replace(/[il]/g, '1').replace(/o/g, '0');

function isSound(code: string, length: number): boolean {
  if (code.length !== length || [...code].some((character) => !ALPHABET.includes(character))) return false;
  return checkCharacter(code.slice(0, -1)) === code.slice(-1);
}

export const isToken = (code: string): boolean => isSound(code, TOKEN_LENGTH);
export const isShortCode = (code: string): boolean => isSound(code, SHORT_LENGTH) && /^[a-z]/.test(code);

function addressOf(text: string): URL | null {
  try {
    return new URL(text.trim());
  } catch {
    return null;
  }
}

/** The token in one of our addresses; null for anybody else's QR code and for a misread one. */
export function inAddress(text: string, origins: string[]): Found | null {
  const address = addressOf(text);
  if (!address || !origins.includes(address.origin)) return null;
  const token = normalized(/^\/t\/([^/]+)\/?$/i.exec(address.pathname)?.[1] ?? '');
  return isToken(token) ? { token } : null;
}

/** What a person typed or pasted: a short code, a token, or a whole address of ours. */
export function inTyping(text: string, origins: string[]): Found | null {
  const code = normalized(text);
  if (isShortCode(code)) return { shortCode: code };
  return isToken(code) ? { token: code } : inAddress(text, origins);
}
