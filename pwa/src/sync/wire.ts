/** Asks the server. The only place of the app that calls fetch. */
import { NoAnswer, Refusal, refusalOf } from '../wire/refusal';
import type { Invited, Me, Receipt, SignInRow } from '../wire/types';

const ASK_MS = 60_000;
/** A 250 KB photo at 20 kbit/s, the worst line we still want to use. */
const CARRY_MS = 120_000;
/** A page of the feed, two thousand rows, on that line. */
const FEED_MS = 300_000;

export interface Request {
  method?: string;
  body?: BodyInit;
  type?: string;
  csrf?: string;
  /** Which bytes of a file these are, as Content-Range has it. */
  range?: string;
  timeoutMs?: number;
}

function headersOf({ type, csrf, range }: Request): Record<string, string> {
  return { ...(type && { 'Content-Type': type }), ...(csrf && { 'X-CSRF-Token': csrf }), ...(range && { 'Content-Range': range }) };
}

/** The answer to a request; throws NoAnswer without a network and Refusal for anything but 2xx. The clock also cuts its body. */
export async function ask(path: string, request: Request = {}): Promise<Response> {
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), request.timeoutMs ?? ASK_MS);
  try {
    const { method = 'GET', body } = request;
    const init = { method, headers: headersOf(request), credentials: 'same-origin', cache: 'no-store', signal: clock.signal } as const;
    const response = await fetch(path, body === undefined ? init : { ...init, body });
    if (response.ok) return response;
    throw await refusalOf(response);
  } catch (error) {
    clearTimeout(timer);
    throw error instanceof TypeError || error instanceof DOMException ? new NoAnswer(String(error)) : error;
  }
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    // A hotel's or an operator's page with status 200: the server itself never spoke.
    throw new NoAnswer('not JSON');
  }
}

async function* chunksOf(response: Response): AsyncGenerator<string> {
  if (!response.body) {
    yield await response.text();
    return;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw new NoAnswer(`cut: ${String(error)}`);
    });
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}

/** The lines of an NDJSON answer as they come; the last one counts only when it is whole. */
export async function* linesOf<T>(response: Response): AsyncGenerator<T> {
  let rest = '';
  for await (const chunk of chunksOf(response)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) yield parsed<T>(line);
  }
  if (rest.trim()) yield parsed<T>(rest);
}

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text().catch((error: unknown) => {
    throw new NoAnswer(`cut: ${String(error)}`);
  });
  return parsed<T>(text);
}

export const askMe = async (): Promise<Me> => bodyOf<Me>(await ask('/api/v1/me'));

/** Whether this browser holds a session, such as one of the desk; a stranger is not refused. */
export const askSignedIn = async (): Promise<boolean> =>
  (await bodyOf<{ signed_in: boolean }>(await ask('/api/v1/signed-in'))).signed_in;

async function post<T>(path: string, told: Record<string, string | null>): Promise<T> {
  return bodyOf<T>(await ask(path, { method: 'POST', body: JSON.stringify(told), type: 'application/json' }));
}

export const askSignIn = (username: string, password: string, code: string | null, device: string): Promise<Me> =>
  post('/api/v1/sign-in', { username, password, code, device_id: device });

export const askInvited = (ticket: string): Promise<Invited> => post('/api/v1/activations/look-up', { ticket });

export const askActivate = (ticket: string, device: string): Promise<Me> =>
  post('/api/v1/activations', { ticket, device_id: device });

export const askSignIns = async (): Promise<SignInRow[]> => bodyOf<SignInRow[]>(await ask('/api/v1/sign-ins'));

export async function askEndSignIn(csrf: string, id: string): Promise<void> {
  await ask(`/api/v1/sign-ins/${id}`, { method: 'DELETE', csrf });
}

export async function askRead(csrf: string, notice: string): Promise<void> {
  await ask(`/api/v1/notices/${notice}/reading`, { method: 'POST', csrf });
}

export async function askSignOut(csrf: string): Promise<void> {
  await ask('/api/v1/sign-out', { method: 'POST', csrf });
}

export async function sendItem(csrf: string, id: string, bytes: ArrayBuffer): Promise<Receipt> {
  const request = { method: 'PUT', body: bytes, type: 'application/json', csrf };
  return bodyOf<Receipt>(await ask(`/api/v1/items/${id}`, request));
}

export async function sendItems(csrf: string, bodies: ArrayBuffer[]): Promise<AsyncGenerator<Receipt>> {
  const body = new Blob(bodies.flatMap((bytes) => [bytes, '\n']));
  const request = { method: 'POST', body, type: 'application/x-ndjson', csrf, timeoutMs: CARRY_MS };
  return linesOf<Receipt>(await ask('/api/v1/items', request));
}

/** How many bytes of an earlier try the server has; null when it does not say, or refuses: with a body it would say why. */
export async function askOffset(sha256: string): Promise<number | 'here' | null> {
  try {
    const { status, headers } = await ask(`/api/v1/files/${sha256}`, { method: 'HEAD' });
    const offset = headers.get('Upload-Offset');
    if (status === 200) return 'here';
    return offset === null ? null : Number(offset);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Puts a file, or with a range a piece of one: the answer to a piece is 204 while more is to come. */
export async function putFile(csrf: string, sha256: string, body: ArrayBuffer, type: string, range?: string): Promise<Response> {
  return ask(`/api/v1/files/${sha256}`, { method: 'PUT', body, type, csrf, timeoutMs: CARRY_MS, ...(range && { range }) });
}

export async function sendLosses(csrf: string, id: string, sha256s: string[]): Promise<void> {
  await ask(`/api/v1/items/${id}/losses`, { method: 'PUT', body: JSON.stringify({ sha256s }), type: 'application/json', csrf });
}

export async function askFeed<T>(cursor: string | null): Promise<AsyncGenerator<T>> {
  return linesOf<T>(await ask(`/api/v1/feed?cursor=${encodeURIComponent(cursor ?? '')}`, { timeoutMs: FEED_MS }));
}
