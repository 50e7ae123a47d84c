/** Brings one file to the server: a small one whole, a large one piece by piece, so that a cut line costs one piece alone. */
import { Refusal } from '../wire/refusal';
import { askOffset, putFile } from './wire';

const KB = 1024;
/** Up to here asking first would cost more than it saves. */
const WHOLE_BYTES = 512 * KB;
const PIECE_BYTES = 256 * KB;
/** Hosts that share no folder each tell another offset. */
const MOST_TURNS = 3;

type Put = (from: number, to: number) => Promise<Response>;

/** True when the file is there; false when the server has other bytes of it than it said. */
async function putFrom(offset: number, size: number, put: Put): Promise<boolean> {
  for (let from = offset; from < size; from += PIECE_BYTES) {
    const answer = await put(from, Math.min(from + PIECE_BYTES, size)).catch((error: unknown) => {
      if (error instanceof Refusal && error.status === 409) return null;
      throw error;
    });
    if (answer?.status !== 204) return answer !== null;
  }
  return false;
}

/** Goes on where the server says; false when that leads nowhere, and all of it has to go at once. */
async function putInPieces(sha256: string, size: number, put: Put): Promise<boolean> {
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const offset = await askOffset(sha256);
    if (offset === 'here') return true;
    if (offset === null || offset >= size) return false;
    if (await putFrom(offset, size, put)) return true;
  }
  return false;
}

export async function sendFile(csrf: string, sha256: string, data: ArrayBuffer, mime: string): Promise<void> {
  const size = data.byteLength;
  const put: Put = (from, to) => putFile(csrf, sha256, data.slice(from, to), mime, `bytes ${from}-${to - 1}/${size}`);
  if (size > WHOLE_BYTES && (await putInPieces(sha256, size, put))) return;
  await putFile(csrf, sha256, data, mime);
}
