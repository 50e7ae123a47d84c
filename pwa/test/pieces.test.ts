/** A large photo goes piece by piece: what came through before the line was cut is not sent again. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { County } from './county';
import { photo, signedIn, visit, waitOutUndo, type Page } from './phone';

const KB = 1024;

function photoOf(bytes: number) {
  const raw = new Uint8Array(bytes).map((_, at) => (at * 31 + (at >> 8)) % 256);
  return { ...photo('large'), bytes: raw.buffer as ArrayBuffer, sha256: createHash('sha256').update(raw).digest('hex') };
}

/** A page with one saved visit of one photo of so many bytes, past its five seconds. */
async function saved(county: County, bytes: number): Promise<Page> {
  const page = await signedIn(county);
  await page.save(visit(), [photoOf(bytes)]);
  waitOutUndo();
  county.asked = [];
  return page;
}

/** Which requests went to the address of a file, in order. */
const asked = (county: County): string[] => county.asked.filter((line) => /files/.test(line)).map((line) => line.split(' ')[0]!);

const sizes = (county: County): number[] => [...county.files.values()].map(({ length }) => length);

test('up to 512 KB a photo goes in one request, and nothing is asked before', async () => {
  const county = new County();
  const page = await saved(county, 512 * KB);
  await page.syncNow();
  expect([asked(county), sizes(county), county.parts.size]).toEqual([['PUT'], [512 * KB], 0]);
});

test('above it goes in pieces of 256 KB, and the record settles', async () => {
  const county = new County();
  const page = await saved(county, 512 * KB + 1);
  await page.syncNow();
  expect(asked(county)).toEqual(['HEAD', 'PUT', 'PUT', 'PUT']);
  expect([sizes(county), page.outbox.value]).toEqual([[512 * KB + 1], []]);
});

test('cut off at the third piece, it goes on there and not at the start', async () => {
  const county = new County();
  const page = await saved(county, 900 * KB);
  county.troubles = [...[0, 1].map(() => ({ on: /PUT .*files/, trouble: 'none' as const })),
    { on: /PUT .*files/, trouble: 'no network' }, { on: /me$/, trouble: 'no network' }];
  await page.syncNow();
  expect(page.outbox.value).toMatchObject([{ state: 'lacking_files', missing: 1 }]);
  expect([...county.parts.values()].map(({ length }) => length)).toEqual([512 * KB]);
  county.asked = [];
  await page.syncNow();
  expect(asked(county)).toEqual(['HEAD', 'PUT', 'PUT']);
  expect([sizes(county), page.outbox.value]).toEqual([[900 * KB], []]);
});

test('what is here already is not sent again', async () => {
  const county = new County();
  const page = await saved(county, 600 * KB);
  county.troubles = [{ on: /PUT .*files/, trouble: 'none' }, { on: /PUT .*files/, trouble: 'none' }, { on: /PUT .*files/, trouble: 'lost answer' },
    { on: /me$/, trouble: 'no network' }];
  await page.syncNow();
  county.asked = [];
  await page.syncNow();
  expect([asked(county), page.outbox.value]).toEqual([['HEAD'], []]);
});

test('a piece that is refused for its place makes the phone ask again and go on where it is told', async () => {
  const county = new County();
  const page = await saved(county, 600 * KB);
  county.troubles = [{ on: /PUT .*files/, trouble: 'none' }, { on: /PUT .*files/, trouble: 409 }];
  await page.syncNow();
  expect(asked(county)).toEqual(['HEAD', 'PUT', 'PUT', 'HEAD', 'PUT', 'PUT']);
  expect([sizes(county), page.outbox.value]).toEqual([[600 * KB], []]);
});

test('where every piece is refused for its place, the photo goes whole in the end', async () => {
  const county = new County();
  const page = await saved(county, 600 * KB);
  county.troubles = [0, 1, 2].map(() => ({ on: /PUT .*files/, trouble: 409 }));
  await page.syncNow();
  expect(asked(county)).toEqual(['HEAD', 'PUT', 'HEAD', 'PUT', 'HEAD', 'PUT', 'PUT']);
  expect([sizes(county), page.outbox.value]).toEqual([[600 * KB], []]);
});

test('a server of before, which knows no pieces, is sent the photo whole', async () => {
  const county = new County();
  county.knowsPieces = false;
  const page = await saved(county, 600 * KB);
  await page.syncNow();
  expect([asked(county), sizes(county)]).toEqual([['HEAD', 'PUT'], [600 * KB]]);
});

test('a server without room in the middle of a photo is left in peace, and the rest goes later', async () => {
  const county = new County();
  const page = await saved(county, 600 * KB);
  county.troubles = [{ on: /PUT .*files/, trouble: 'none' }, { on: /PUT .*files/, trouble: 507, headers: { 'Retry-After': '600' } }];
  await page.syncNow();
  expect(asked(county)).toEqual(['HEAD', 'PUT', 'PUT']);
  county.asked = [];
  await page.syncNow();
  expect([asked(county), sizes(county)]).toEqual([['HEAD', 'PUT', 'PUT'], [600 * KB]]);
});
