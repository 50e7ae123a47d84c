/** A small county that answers as docs/sync.md says; it can be told to fail in every way a valley does. */
import { createHash } from 'node:crypto';
import type { Item, Me, Receipt } from '../src/wire/types';

export type Trouble = 'none' | 'no network' | 'lost answer' | 'cut answer' | 'hotel page' | number;

/** What one item does to the server for as long as it carries it: in a batch, and alone. */
export interface Poison {
  batch: number | 'refuses all' | 'cuts the line' | 'falls silent' | 'gets no receipt' | 'gets a receipt for nobody';
  alone: number | 'no network';
}

interface Taken {
  receipt: Receipt;
  bytes: string;
  author: string;
  wants: string[];
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });
const lines = (rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** An answer that begins with `text` and never ends well; `fail` says when it breaks. */
function streamed(text: string, fail: (end: () => void) => void): Response {
  let begun = false;
  return new Response(new ReadableStream<Uint8Array>({
    pull(line) {
      if (!begun && text) line.enqueue(new TextEncoder().encode(text));
      else fail(() => line.error(new TypeError('network error')));
      begun = true;
    },
  }, { highWaterMark: 0 }));
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  return new TextEncoder().encode(String(body ?? ''));
}

export class County {
  items = new Map<string, Taken>();
  files = new Map<string, Uint8Array>();
  /** What has come of large files that are not whole yet. */
  parts = new Map<string, Uint8Array>();
  /** False: a server of before, which takes files whole alone. */
  knowsPieces = true;
  /** Declared lost, by item. */
  losses = new Map<string, string[]>();
  asked: string[] = [];
  /** What the next requests meet, in order; afterwards all is well. */
  troubles: { on: RegExp; trouble: Trouble; headers?: Record<string, string>; code?: string }[] = [];
  verdicts = new Map<string, Partial<Receipt>>();
  refusedFiles = new Set<string>();
  poisons = new Map<string, Poison>();
  /** The server has no room for these pictures and breaks down over each. */
  poisonedFiles = new Set<string>();
  feed: unknown[][] = [];
  /** What the feed told of held items; their receipts tell it too. */
  decisions = new Map<string, Receipt['decision']>();
  epoch = 'first';
  /** Whoever signs in is suspended: what he recorded is taken, nothing is told. */
  bringsOnly = false;
  signedIn: string | null = null;
  csrf = 'csrf-1';
  largestBatch = Infinity;

  me(name: string): Me {
    return {
      user_id: `user-${name}`, display_name: name, username: name, county_code: '140699', county_name: '示范县',
      region_code: '140699101001', region_name: '前窑村', roles: ['worker'], presets: ['worker'], upload_only: this.bringsOnly, csrf: this.csrf,
      server_time: new Date().toISOString(), restore_epoch: this.epoch,
      settings: { app_name: '帮扶资产管护', hotline: '', tag_origins: ['https://tag.example'], large_text: true, undo_s: 5 },
    };
  }

  fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? 'GET';
    const line = `${method} ${path}`;
    this.asked.push(line);
    const at = this.troubles.findIndex(({ on }) => on.test(line));
    const met = at < 0 ? null : this.troubles.splice(at, 1)[0]!;
    if (met?.trouble === 'no network') throw new TypeError('Failed to fetch');
    if (met?.trouble === 'hotel page') return new Response('<html>Welcome</html>', { status: 200 });
    if (typeof met?.trouble === 'number') return this.problem(met.trouble, met.headers, met.code);
    const answer = await this.answer(method, path, init);
    if (met?.trouble === 'lost answer') throw new TypeError('Failed to fetch');
    return met?.trouble === 'cut answer' ? new Response((await answer.text()).slice(0, -20), { status: 200 }) : answer;
  };

  problem(status: number, headers: Record<string, string> = {}, code: string = `test/${status}`): Response {
    return json({ type: 'about:blank', title: '不行', status, code, detail: `不行${status}`, detail_en: 'no' }, status, headers);
  }

  private async answer(method: string, path: string, init: RequestInit): Promise<Response> {
    if (path === '/api/v1/sign-in') return this.signIn(String(init.body));
    if (path === '/api/v1/signed-in') return json({ signed_in: this.signedIn !== null });
    if (!this.signedIn) return this.problem(401);
    if (path === '/api/v1/me') return json(this.me(this.signedIn));
    const csrf = (init.headers as Record<string, string>)['X-CSRF-Token'];
    if (!['GET', 'HEAD'].includes(method) && csrf !== this.csrf) return this.problem(403);
    if (path === '/api/v1/sign-out') this.signedIn = null;
    if (path === '/api/v1/sign-out') return new Response(null, { status: 204 });
    const bytes = await bytesOf(init.body);
    if (path === '/api/v1/items') return this.batch(new TextDecoder().decode(bytes), init.signal);
    if (path.endsWith('/losses')) return this.lose(path.split('/')[4]!, new TextDecoder().decode(bytes));
    if (path.startsWith('/api/v1/items/')) return this.single(new TextDecoder().decode(bytes));
    if (method === 'HEAD') return this.offset(path.slice(14));
    if (path.startsWith('/api/v1/files/')) return this.file(path.slice(14), bytes, (init.headers as Record<string, string>)['Content-Range']);
    if (this.bringsOnly) return this.problem(401);
    const told = this.feed.shift() ?? [this.cursor('same')];
    for (const { kind, id, row } of told as { kind: string; id: string; row: Receipt['decision'] }[]) if (kind === 'decision') this.decisions.set(id, row);
    return new Response(lines(told.map(this.named)));
  }

  /** The last line of a feed says for whom it is. */
  private named = (line: unknown): unknown =>
    (line as { kind: string }).kind === 'cursor' ? { ...(line as object), user_id: this.me(this.signedIn!).user_id } : line;

  private signIn(body: string): Response {
    const { username, password } = JSON.parse(body) as { username: string; password: string };
    if (password !== 'right') return this.problem(401);
    this.signedIn = username;
    return json(this.me(username));
  }

  cursor(cursor: string, more = false): object {
    return { kind: 'cursor', cursor, more, restore_epoch: this.epoch, server_time: new Date().toISOString() };
  }

  private batch(text: string, signal?: AbortSignal | null): Response {
    const bodies = text.split('\n').filter(Boolean);
    if (bodies.length > this.largestBatch) return this.problem(413);
    const receipts: unknown[] = [];
    for (const body of bodies) {
      const poison = this.poisonIn(body)?.batch;
      if (typeof poison === 'number') return this.problem(poison);
      if (poison === 'refuses all') return this.problem(500);
      if (poison === 'cuts the line') return streamed(lines(receipts), (end) => end());
      if (poison === 'falls silent') return streamed(lines(receipts), (end) => signal?.aborted ? end() : signal?.addEventListener('abort', end));
      if (poison === 'gets a receipt for nobody') receipts.push({ id: null, status: 'rejected', missing_files: [] });
      if (!poison) receipts.push(this.take(body));
    }
    return new Response(lines(receipts));
  }

  private single(text: string): Response {
    const alone = this.poisonIn(text)?.alone;
    if (alone === 'no network') throw new TypeError('Failed to fetch');
    return alone ? this.problem(alone) : json(this.take(text));
  }

  private poisonIn = (text: string): Poison | undefined => this.poisons.get((JSON.parse(text) as Item).id);

  private take(text: string): Receipt {
    const item = JSON.parse(text) as Item;
    const known = this.items.get(item.id);
    if (known && known.bytes !== text) return { ...known.receipt, status: 'id_reused', reason_zh: '编号重复' };
    const taken = known ?? { receipt: this.receipt(item, text), bytes: text, author: item.author_id, wants: item.files.map(({ sha256 }) => sha256) };
    this.items.set(item.id, taken);
    return { ...taken.receipt, decision: this.decisions.get(item.id) ?? null, ...this.verdicts.get(item.id), ...this.verdicts.get(item.kind), missing_files: taken.wants.filter((sha256) => !this.files.has(sha256) && !this.losses.get(item.id)?.includes(sha256)) };
  }

  private lose(id: string, text: string): Response {
    const taken = this.items.get(id);
    if (!taken) return this.problem(404);
    this.losses.set(id, (JSON.parse(text) as { sha256s: string[] }).sha256s);
    return json(this.take(taken.bytes));
  }

  private receipt(item: Item, text: string): Receipt {
    return {
      id: item.id, sha256: hash(new TextEncoder().encode(text)), status: 'accepted', reason_code: null, reason_zh: null,
      reason_en: null, received_at: new Date().toISOString(), missing_files: [], decision: null,
    };
  }

  private offset(sha256: string): Response {
    if (!this.knowsPieces) return new Response(null, { status: 405 });
    if (this.files.has(sha256)) return new Response(null, { status: 200 });
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(this.parts.get(sha256)?.length ?? 0) } });
  }

  private piece(sha256: string, bytes: Uint8Array, range: string): Response {
    const [first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range)!.slice(1).map(Number) as [number, number, number];
    const here = this.parts.get(sha256) ?? new Uint8Array();
    if (first !== here.length) return this.problem(409, { 'Upload-Offset': String(here.length) });
    if (last - first + 1 !== bytes.length) return this.problem(400);
    const more = Uint8Array.from([...here, ...bytes]);
    this.parts.set(sha256, more);
    return more.length === total ? this.file(sha256, more) : new Response(null, { status: 204 });
  }

  private file(sha256: string, bytes: Uint8Array, range?: string): Response {
    if (range) return this.piece(sha256, bytes, range);
    if (this.poisonedFiles.has(sha256)) return this.problem(507);
    if (this.refusedFiles.has(sha256) || hash(bytes) !== sha256) return this.problem(422);
    if (![...this.items.values()].some(({ wants }) => wants.includes(sha256))) return this.problem(404);
    this.files.set(sha256, bytes);
    return new Response(null, { status: 201 });
  }
}
