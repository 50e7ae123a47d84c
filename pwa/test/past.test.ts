import { cleanup, fireEvent, render } from '@testing-library/preact';
import { h, type ComponentType } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Params } from '../src/router';
import { County } from './county';
import { filesIn, itemsIn, PAST, pastOf, personIn, shelve, type Past } from './past';
import { calm, openPage, type Page } from './phone';

const text = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes);
const id = (number: number): string => `01936b2c-0000-7000-8000-${String(number).padStart(12, '0')}`;
/** What lay there begun: its screen, and the button that saves it. */
const BEGUN: [what: string, load: () => Promise<{ default: ComponentType<Params> }>, props: Params, button: string][] = [
  ['a visit', () => import('../src/screens/visit/visit'), { id: id(3) }, 'save-visit'],
  ['a repair', () => import('../src/screens/order/step'), { id: id(46), step: 'finish' }, 'finish-save'],
];

const nowhere = { watchPosition: () => 1, clearWatch: () => undefined };
Object.defineProperty(navigator, 'geolocation', { value: nowhere });

afterEach(cleanup);

/** The county knows the person of the past, and has already what the phone has a receipt for. */
async function countyOf(past: Past): Promise<County> {
  const county = new County();
  const me = county.me('jianguo');
  county.me = () => ({ ...me, ...personIn(past), csrf: county.csrf, server_time: new Date().toISOString() });
  county.signedIn = 'jianguo';
  for (const { id: item, bytes, received, state } of itemsIn(past)) {
    if (state === 'quarantined' || state === 'conflict') county.verdicts.set(item, { status: state });
    if (received) await county.fetch(`/api/v1/items/${item}`, { method: 'PUT', body: bytes, headers: { 'X-CSRF-Token': county.csrf } });
  }
  county.asked = [];
  return county;
}

async function opened(past: Past): Promise<{ county: County; page: Page }> {
  await shelve(past);
  const county = await countyOf(past);
  vi.stubGlobal('fetch', county.fetch);
  return { county, page: await openPage() };
}

const GOES: string[] = ['waiting', 'lacking_files'];

describe.each(PAST)('a phone that was closed under an older app: %s', (name) => {
  test('shows all that was not sent, each with its state and reason', async () => {
    const past = pastOf(name);
    const { page } = await opened(past);
    const shown = page.outbox.value.map(({ id: item, title, state, fileCount, sent }) => ({ id: item, title, state, fileCount, sent }));
    const kept = itemsIn(past).sort((a, b) => a.seq - b.seq);
    expect(shown).toEqual(kept.map(({ id: item, title, state, fileCount, received }) => ({ id: item, title, state, fileCount, sent: received })));
    const reason = new Map(kept.map((item) => [item.id, item.reasonZh]));
    for (const { id: item, state, reason: said } of page.outbox.value) if (!GOES.includes(state)) expect(said).toBe(reason.get(item));
  });

  test('sends each item with its own bytes and every photo, and drops nothing', async () => {
    const past = pastOf(name);
    const { county, page } = await opened(past);
    await page.syncNow();
    await calm(page);
    const going = itemsIn(past).filter(({ state }) => GOES.includes(state));
    const ids = new Set(going.map((item) => item.id));
    expect(new Map([...county.items].filter(([item]) => ids.has(item)).map(([item, { bytes }]) => [item, bytes])))
      .toEqual(new Map(going.map(({ id: item, bytes }) => [item, text(bytes)])));
    const refused = itemsIn(past).filter(({ state }) => state === 'rejected').map((item) => item.id);
    const photos = filesIn(past).filter(({ itemId }) => !refused.includes(itemId));
    expect([...county.files.keys()].sort()).toEqual(photos.map(({ sha256 }) => sha256).sort());
    expect(page.outbox.value.map((item) => item.id).sort()).toEqual(itemsIn(past).map((item) => item.id).filter((item) => !ids.has(item)).sort());
  });

  test('declares the photos without which it was handed in, and no others', async () => {
    const past = pastOf(name);
    const { county, page } = await opened(past);
    await page.syncNow();
    await calm(page);
    expect(county.losses).toEqual(new Map(itemsIn(past).filter(({ givenUp }) => givenUp?.length).map((item) => [item.id, item.givenUp])));
  });

  test.each(BEGUN)('lets what was begun be finished on today’s screens: %s', async (_, load, props, button) => {
    const past = pastOf(name);
    const { page } = await opened(past);
    render(h((await load()).default, props));
    const save = (): Element | null => document.querySelector(`[data-testid="${button}"]`);
    await vi.waitUntil(save);
    await calm(page);
    fireEvent.click(save()!);
    await vi.waitUntil(() => page.outbox.value.length > itemsIn(past).length);
    expect(page.outbox.value.at(-1)).toMatchObject({ state: 'waiting', fileCount: 1 });
  });
});
