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
  const reading = inCode(text, origins);
  return reading.kind === 'plate' ? reading.found : null;
}

/** What a QR code turned out to be; `worn` is our own plate with a character that cannot be right. */
export type Reading =
  | { kind: 'plate'; found: Found }
  | { kind: 'ticket'; ticket: string }
  | { kind: 'worn' }
  | { kind: 'foreign'; what: 'receipt' | 'pay' | 'chat' | 'site' | 'words'; host: string };

/** Payment codes of WeChat, Alipay and UnionPay: the ones villagers meet most. */
const PAYS = /^(wxp:|https?:\/\/(wx\.tenpay\.com|qr\.alipay\.com|qr\.95516\.com|payapp\.weixin\.qq\.com))/i;
const CHATS = /^(weixin:|https?:\/\/(u\.wechat\.com|weixin\.qq\.com|qm\.qq\.com))/i;

const foreign = (what: (Reading & { kind: 'foreign' })['what'], host = ''): Reading => ({ kind: 'foreign', what, host });

function inOurAddress({ pathname, hash }: URL): Reading {
  const ticket = pathname === '/app/activate' ? hash.slice(1) : '';
  if (ticket) return { kind: 'ticket', ticket };
  const plate = /^\/t\/([^/]*)\/?$/i.exec(pathname);
  if (!plate) return foreign('receipt');
  const token = normalized(plate[1] ?? '');
  return isToken(token) ? { kind: 'plate', found: { token } } : { kind: 'worn' };
}

/** What the text of a QR code means to us. */
export function inCode(text: string, origins: string[]): Reading {
  if (PAYS.test(text)) return foreign('pay');
  if (CHATS.test(text)) return foreign('chat');
  const address = addressOf(text);
  if (address && origins.includes(address.origin)) return inOurAddress(address);
  return address && /^https?:$/.test(address.protocol) ? foreign('site', address.host) : foreign('words');
}

/** What a person typed or pasted: a short code, a token, or a whole address of ours. */
export function inTyping(text: string, origins: string[]): Found | null {
  const code = normalized(text);
  if (isShortCode(code)) return { shortCode: code };
  return isToken(code) ? { token: code } : inAddress(text, origins);
}
