import type { ProblemBody } from './types';

/** The server said no, in a sentence that a person can read. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly sentence: string,
    readonly status: number = 0,
    /** Seconds to wait before asking again, when the server said so. */
    readonly retryAfterS: number | null = null,
    readonly sentenceEn: string | null = null,
  ) {
    super(`${code}: ${sentence}`);
    this.name = 'Refusal';
  }

  /** False for the answer of a gateway or a firewall on the way, which knows no code of ours. */
  get isOurs(): boolean {
    return !this.code.startsWith(FOREIGN);
  }
}

const FOREIGN = 'http/';

/** Nothing readable came back: no network, a cut line, a page of somebody else's. */
export class NoAnswer extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'NoAnswer';
  }
}

const LONGEST_WAIT_S = 3600;

/** Reads Retry-After as seconds or as a date; null when there is none. */
export function retryAfterS(header: string | null, now: number = Date.now()): number | null {
  if (!header) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_WAIT_S) : null;
}

/** The problem that our own server told; null for anything else that came with the status. */
async function problemOf(response: Response): Promise<ProblemBody | null> {
  const body = await response.json().catch(() => null) as Partial<ProblemBody> | null;
  return typeof body?.code === 'string' && body.code.includes('/') ? body as ProblemBody : null;
}

export async function refusalOf(response: Response): Promise<Refusal> {
  const wait = retryAfterS(response.headers.get('Retry-After'));
  const body = await problemOf(response);
  const code = body?.code ?? `${FOREIGN}${response.status}`;
  return new Refusal(code, body?.detail ?? body?.title ?? code, response.status, wait, body?.detail_en ?? null);
}
