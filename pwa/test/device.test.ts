import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { exifOf } from '../src/device/exif';
import { bearingWord, metresBetween, qualityOf } from '../src/device/place';
import { backoffMs } from '../src/sync/backoff';
import { retryAfterS } from '../src/wire/refusal';
import { digest } from '../src/wire/sha256-plain';
import { uuid7 } from '../src/wire/uuid7';

type Entry = [tag: number, type: number, values: string | number[]];

/** A JPEG head with an EXIF block, written as cameras write it: directories first, long values behind. */
function jpeg(little: boolean, exif: Entry[], gps: Entry[]): ArrayBuffer {
  const tiff = new DataView(new ArrayBuffer(600));
  let free = 300;
  const short = (at: number, value: number) => tiff.setUint16(at, value, little);
  const long = (at: number, value: number) => tiff.setUint32(at, value, little);
  const directory = (at: number, entries: Entry[]): void => {
    short(at, entries.length);
    entries.forEach(([tag, type, values], i) => {
      const spot = at + 2 + i * 12;
      short(spot, tag);
      short(spot + 2, type);
      long(spot + 4, type === 5 ? values.length / 2 : values.length);
      if (type === 4) return long(spot + 8, values[0] as number);
      const bytes = type === 5 ? values.length * 4 : values.length;
      const start = bytes <= 4 ? spot + 8 : free;
      if (bytes > 4) { long(spot + 8, free); free += bytes; }
      [...values].forEach((value, n) => typeof value === 'string' ? tiff.setUint8(start + n, value.charCodeAt(0)) : long(start + n * 4, value));
    });
  };
  tiff.setUint16(0, little ? 0x4949 : 0x4d4d);
  short(2, 42);
  long(4, 8);
  directory(8, [[0x8769, 4, [60]], [0x8825, 4, [120]]]);
  directory(60, exif);
  directory(120, gps);
  const head = new Uint8Array(612);
  head.set([0xff, 0xd8, 0xff, 0xe1, 0x02, 0x60, 0x45, 0x78, 0x69, 0x66, 0, 0]);
  head.set(new Uint8Array(tiff.buffer), 12);
  return head.buffer;
}

const TAKEN: Entry = [0x9003, 2, '2026:11:24 10:42:10\0'];
const GPS: Entry[] = [[1, 2, 'N\0'], [2, 5, [39, 1, 59, 1, 2436, 100]], [3, 2, 'E\0'], [4, 5, [112, 1, 27, 1, 36, 1]]];

describe('the facts of a photo', () => {
  test.each([true, false])('time and place are read in either byte order', (little) => {
    expect(exifOf(jpeg(little, [TAKEN], GPS))).toEqual({ taken_at: '2026-11-24T10:42:10', lat: 39.9901, lng: 112.46 });
  });

  test("the camera's time zone is kept where it wrote one", () => {
    expect(exifOf(jpeg(true, [TAKEN, [0x9011, 2, '+08:00\0']], [])).taken_at).toBe('2026-11-24T10:42:10+08:00');
  });

  test('no JPEG, no block, a broken block: simply nothing, never a crash', () => {
    const nothing = { taken_at: null, lat: null, lng: null };
    const whole = new Uint8Array(jpeg(true, [TAKEN], GPS));
    expect(exifOf(new ArrayBuffer(0))).toEqual(nothing);
    expect(exifOf(new TextEncoder().encode('not a picture').buffer as ArrayBuffer)).toEqual(nothing);
    for (let end = 2; end < 320; end += 7) expect(() => exifOf(whole.slice(0, end).buffer)).not.toThrow();
    for (let i = 0; i < 200; i += 1) {
      const torn = whole.slice();
      torn.set(randomBytes(4), 12 + (i % 150));
      expect(() => exifOf(torn.buffer)).not.toThrow();
    }
  });
});

describe('place', () => {
  const here = { lat: 39.99, lng: 112.46 };

  test('two hundred metres to the north are two hundred metres to the north', () => {
    const well = { lat: 39.99 + 200 / 111_195, lng: 112.46 };
    expect(metresBetween(here, well)).toBeCloseTo(200, 0);
    expect(bearingWord(here, well)).toBe('app.bearing.n');
  });

  test.each([['ne', 1, 1.3], ['e', 0, 1], ['s', -1, 0], ['w', 0, -1], ['nw', 1, -1.3]])('%s', (word, north, east) => {
    expect(bearingWord(here, { lat: here.lat + north / 1000, lng: here.lng + east / 1000 })).toBe(`app.bearing.${word}`);
  });

  test('15 m is good, 50 m fair, worse is poor, and nothing is nothing', () => {
    const fix = (accuracy_m: number) => ({ ...here, accuracy_m, source: 'gps', fixed_at: '2026-11-24T02:00:00Z' });
    expect([15, 50, 51].map((metres) => qualityOf(fix(metres)))).toEqual(['good', 'fair', 'poor']);
    expect(qualityOf(null)).toBe('none');
  });
});

describe('manners', () => {
  test('the wait grows with each failure and never passes ten minutes', () => {
    expect([0, 1, 2, 3].map((failures) => backoffMs(failures, 1))).toEqual([2000, 4000, 8000, 16_000]);
    expect(backoffMs(50, 1)).toBe(600_000);
    expect(backoffMs(5, 0)).toBe(0);
  });

  test('Retry-After is read as seconds and as a date, and a mad one is capped', () => {
    expect(retryAfterS('120')).toBe(120);
    expect(retryAfterS('Tue, 24 Nov 2026 02:01:00 GMT', Date.parse('2026-11-24T02:00:00Z'))).toBe(60);
    expect(retryAfterS('99999999')).toBe(3600);
    expect(retryAfterS(null)).toBeNull();
  });
});

describe('ids and hashes', () => {
  test('ids made later sort later, and say version 7', () => {
    const [first, second] = [uuid7(1_795_000_000_000), uuid7(1_795_000_000_001)];
    expect(first < second).toBe(true);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('the hash without crypto.subtle is the same hash', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
      const bytes = randomBytes(length);
      expect(Buffer.from(digest(new Uint8Array(bytes))).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });
});
