/** The three facts of a photo that the resize would lose: when, and where, as the camera wrote them. */
import type { Exif } from '../wire/types';

const NOTHING: Exif = { taken_at: null, lat: null, lng: null };

const TAG = { exif: 0x8769, gps: 0x8825, taken: 0x9003, offset: 0x9011, latRef: 1, lat: 2, lngRef: 3, lng: 4 };
const SIZE: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

interface Entry {
  type: number;
  count: number;
  at: number;
}

/** A TIFF block inside the picture; every address counts from its first byte. */
class Tiff {
  readonly little: boolean;

  constructor(readonly view: DataView) {
    this.little = view.getUint16(0) === 0x4949;
  }

  short = (at: number): number => this.view.getUint16(at, this.little);
  long = (at: number): number => this.view.getUint32(at, this.little);

  directory(at: number): Map<number, Entry> {
    const entries = new Map<number, Entry>();
    for (let i = 0; i < this.short(at); i += 1) {
      const start = at + 2 + i * 12;
      const [type, count] = [this.short(start + 2), this.long(start + 4)];
      const inside = (SIZE[type] ?? 1) * count <= 4;
      entries.set(this.short(start), { type, count, at: inside ? start + 8 : this.long(start + 8) });
    }
    return entries;
  }

  text(entry: Entry | undefined): string {
    if (!entry) return '';
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset + entry.at, entry.count);
    return String.fromCharCode(...bytes).replace(/\0.*$/, '').trim();
  }

  /** Degrees, minutes, seconds as one number; null when a part is not a number. */
  degrees(entry: Entry | undefined, ref: string): number | null {
    if (!entry || entry.count < 3) return null;
    const part = (i: number): number => this.long(entry.at + i * 8) / this.long(entry.at + i * 8 + 4);
    const value = part(0) + part(1) / 60 + part(2) / 3600;
    if (!Number.isFinite(value)) return null;
    return Number((/[SW]/.test(ref) ? -value : value).toFixed(6));
  }
}

/** Where the TIFF block begins; null when the file is no JPEG or carries none. */
function tiffIn(view: DataView): Tiff | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at) !== 0xff || view.getUint16(at) === 0xffda) return null;
    const isExif = view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966;
    if (isExif) return new Tiff(new DataView(view.buffer, view.byteOffset + at + 10));
  }
  return null;
}

/** `2026:11:24 10:42:10` as ISO; the camera's zone is added only when it wrote one. */
function takenAt(text: string, zone: string): string | null {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text);
  return found ? `${found[1]}-${found[2]}-${found[3]}T${found[4]}${/^[+-]\d\d:\d\d$/.test(zone) ? zone : ''}` : null;
}

function factsIn(tiff: Tiff): Exif {
  const root = tiff.directory(tiff.long(4));
  const [exifAt, gpsAt] = [root.get(TAG.exif), root.get(TAG.gps)];
  const exif = exifAt ? tiff.directory(tiff.long(exifAt.at)) : new Map<number, Entry>();
  const gps = gpsAt ? tiff.directory(tiff.long(gpsAt.at)) : new Map<number, Entry>();
  return {
    taken_at: takenAt(tiff.text(exif.get(TAG.taken)), tiff.text(exif.get(TAG.offset))),
    lat: tiff.degrees(gps.get(TAG.lat), tiff.text(gps.get(TAG.latRef))),
    lng: tiff.degrees(gps.get(TAG.lng), tiff.text(gps.get(TAG.lngRef))),
  };
}

/** Reads what is there; a broken or missing block is simply nothing. */
export function exifOf(bytes: ArrayBuffer): Exif {
  try {
    const tiff = tiffIn(new DataView(bytes));
    return tiff ? factsIn(tiff) : NOTHING;
  } catch (error) {
    if (error instanceof RangeError) return NOTHING; // an address that points outside the file
    throw error;
  }
}
