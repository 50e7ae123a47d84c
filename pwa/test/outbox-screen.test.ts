/** 还没传上去的, as the person sees it. */
import { cleanup, fireEvent } from '@testing-library/preact';
import { describe, expect, test, vi } from 'vitest';
import type { ReceiptStatus } from '../src/wire/types';
import { County } from './county';
import { photo, showOutbox, showToday, signedIn, visit, waitOutUndo } from './phone';

/** A page whose one visit came back with this status. */
async function cameBack(status: ReceiptStatus) {
  const county = new County();
  const page = await signedIn(county);
  const id = await page.save(visit(), [photo('one')]);
  county.verdicts.set(id, { status, reason_zh: '要人看看' });
  waitOutUndo();
  await page.syncNow();
  return { county, page, id };
}

test('a conflict waits for somebody at the desk: the phone says so and offers no way to throw it away', async () => {
  const { page } = await cameBack('conflict');
  const seen = await showOutbox();
  expect(seen.getByTestId('outbox-conflict').textContent).toContain('等人看了再定');
  expect(seen.queryByTestId('discard')).toBeNull();
  expect(seen.getByTestId('save-as-file')).toBeTruthy();
  expect(page.outbox.value).toHaveLength(1);
});

test.each(['rejected', 'id_reused'] as const)('what was refused for good (%s) goes only after a second yes', async (status) => {
  const { page } = await cameBack(status);
  const seen = await showOutbox();
  fireEvent.click(seen.getByTestId('discard'));
  expect(page.outbox.value).toHaveLength(1);
  fireEvent.click(await seen.findByTestId('discard-sure'));
  await expect.poll(() => page.outbox.value).toEqual([]);
});

test('a photo that the server refuses for good: the person reads why, and hands the record in without it', async () => {
  const county = new County();
  const page = await signedIn(county);
  await page.save(visit(), [photo('one')]);
  county.refusedFiles.add(photo('one').sha256);
  waitOutUndo();
  for (let i = 0; i < 2; i += 1) await page.syncNow();
  const seen = await showOutbox();
  expect(seen.queryByTestId('hand-in-without')).toBeNull();
  await page.syncNow();
  fireEvent.click(await seen.findByTestId('hand-in-without'));
  const told = await seen.findByTestId('given-up');
  expect(told.parentElement?.textContent).toContain('不行422');
  expect(told.parentElement?.textContent).toContain('照片坏了或太大');
  await page.syncNow();
  expect([county.losses.size, page.outbox.value]).toEqual([1, []]);
});

const HOUR_MS = 3_600_000;

/** A page with one unsent visit, looked at without a network so many hours later. */
async function hoursLater(hours: number) {
  const county = new County();
  const page = await signedIn(county);
  await page.save(visit(), []);
  vi.setSystemTime(Date.now() + hours * HOUR_MS);
  county.troubles = [{ on: /./, trouble: 'no network' }, { on: /./, trouble: 'no network' }];
  await page.syncNow();
  return { county, page };
}

describe('what is unsent for over a day', () => {
  test('is said on 今天 and among the unsent, with what to do', async () => {
    await hoursLater(25);
    const today = await showToday();
    expect(today.getByTestId('overdue').textContent).toContain('到有信号的地方打开一下，或存成文件交给村里');
    expect(today.getByTestId('outbox-count').querySelector('.chip-bad')?.textContent).toContain('过一天了');
    cleanup();
    const unsent = await showOutbox();
    expect(unsent.getByTestId('overdue')).toBeTruthy();
    expect(unsent.getByTestId('outbox-waiting').querySelector('.chip-bad')).toBeTruthy();
  });

  test('is said no more once it was sent', async () => {
    const { page } = await hoursLater(25);
    await page.syncNow();
    expect((await showToday()).queryByTestId('overdue')).toBeNull();
  });

  test.each([[23, 'younger than a day'], [-30 * 24, 'a clock that was set back by a month']])('nothing is said after %i hours: %s', async (hours) => {
    const { page, county } = await hoursLater(0);
    county.troubles = [{ on: /./, trouble: 'no network' }, { on: /./, trouble: 'no network' }];
    vi.setSystemTime(Date.now() + hours * HOUR_MS);
    await page.syncNow();
    expect(page.outbox.value).toHaveLength(1);
    const seen = await showToday();
    expect(seen.queryByTestId('overdue')).toBeNull();
    expect(seen.getByTestId('outbox-count').querySelector('.chip-bad')).toBeNull();
  });

  test('what waits for a person at the desk is not held against the line', async () => {
    const { page, county } = await cameBack('quarantined');
    vi.setSystemTime(Date.now() + 25 * HOUR_MS);
    await page.syncNow();
    expect(county.items.size).toBe(1);
    expect((await showOutbox()).queryByTestId('overdue')).toBeNull();
  });
});
