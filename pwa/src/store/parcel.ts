/** 存成文件: unsent items with their photos as files, for someone else to carry. The desk takes them in as they are. */
import { filesOf, itemsOf } from './items';
import type { KeptFile, KeptItem } from './kept';

const CHUNK = 0x8000;
/** Items and photos of one file, in bytes: the desk takes files of 40 MB, and base64 adds a third. */
const MOST_BYTES = 20_000_000;

function base64(data: ArrayBuffer): string {
  const bytes = new Uint8Array(data);
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

const carried = ({ sha256, mime, slot, data }: KeptFile): object => ({ sha256, mime, slot, base64: base64(data) });

async function packed(item: KeptItem): Promise<string> {
  const files = await filesOf(item.id);
  const bytes = new TextDecoder().decode(item.bytes);
  return JSON.stringify({ title: item.title, bytes, sha256: item.sha256, files: files.map(carried) });
}

/** Fills each file as far as it goes; a single item is never cut in two. */
function shares(items: KeptItem[], most: number): KeptItem[][] {
  const filled: KeptItem[][] = [];
  let room = 0;
  for (const item of items) {
    if (item.size > room || !filled.length) {
      filled.push([]);
      room = most;
    }
    filled.at(-1)!.push(item);
    room -= item.size;
  }
  return filled;
}

async function fileOf(items: KeptItem[]): Promise<Blob> {
  const head = JSON.stringify({ format: 'guanhu-outbox', version: 1, saved_at: new Date().toISOString() });
  const parts: string[] = [];
  for (const item of items) parts.push(parts.length ? ',' : '', await packed(item));
  return new Blob([head.slice(0, -1), ',"items":[', ...parts, ']}'], { type: 'application/json' });
}

/** All unsent items of one person, in as many files as they need. */
export async function asFiles(user: string, most: number = MOST_BYTES): Promise<Blob[]> {
  const files: Blob[] = [];
  for (const share of shares(await itemsOf(user), most)) files.push(await fileOf(share));
  return files;
}
