/** Freezes what a person saved into the bytes that will be sent, today or in a month. */
import type { FileNote, Item, ItemKind, Me, PayloadOf } from '../wire/types';
import { sha256 } from '../wire/sha256';
import { uuid7 } from '../wire/uuid7';
import { recall } from './db';
import type { KeptFile, KeptItem } from './kept';
import type { Photo } from './photos';
import type { Beacon } from './session';
import { deviceId } from './settings';

/** What a screen hands over when the person saves. */
export interface Draft<K extends ItemKind = ItemKind> {
  kind: K;
  subjectId: string | null;
  baseVersion: number | null;
  payload: PayloadOf[K];
  title: string;
}

export const SCHEMA_VERSION = 1;

const note = (photo: Photo): FileNote => ({
  sha256: photo.sha256, bytes: photo.bytes.byteLength, mime: photo.mime, slot: photo.slot,
  taken_at: photo.takenAt, place: photo.place, exif: photo.exif,
});

async function envelope(draft: Draft, photos: Photo[], author: Me, seq: number): Promise<Item> {
  const beacon = await recall<Beacon>('beacon');
  return {
    id: uuid7(), kind: draft.kind, schema_version: SCHEMA_VERSION, app_version: __APP_VERSION__,
    author_id: author.user_id, county_code: author.county_code, device_id: deviceId(), device_seq: seq,
    subject_id: draft.subjectId, base_version: draft.baseVersion, captured_at: new Date().toISOString(),
    server_beacon: beacon?.serverTime ?? null,
    since_beacon_ms: beacon ? Math.max(0, Math.round(Date.now() - beacon.phoneTime)) : null,
    payload: draft.payload, files: photos.map(note),
  };
}

/** The item as it will lie on the shelf, with its files beside it. */
export async function freeze(
  draft: Draft, photos: Photo[], author: Me, seq: number,
): Promise<{ item: KeptItem; files: KeptFile[] }> {
  const sealed = await envelope(draft, photos, author, seq);
  const bytes = new TextEncoder().encode(JSON.stringify(sealed)).buffer as ArrayBuffer;
  const files = photos.map((photo) => ({ ...note(photo), itemId: sealed.id, data: photo.bytes, refusals: 0 }));
  const item: KeptItem = {
    id: sealed.id, user: author.user_id, kind: sealed.kind, subjectId: sealed.subject_id, title: draft.title,
    savedAt: sealed.captured_at, seq, bytes, sha256: await sha256(bytes),
    size: files.reduce((sum, file) => sum + file.bytes, bytes.byteLength), fileCount: files.length,
    state: 'waiting', reasonZh: null, reasonEn: null, missing: [], left: false, received: false,
    heldUntil: Date.now() + author.settings.undo_s * 1000, decision: null,
  };
  return { item, files };
}

export const thaw = (bytes: ArrayBuffer): Item => JSON.parse(new TextDecoder().decode(bytes)) as Item;
