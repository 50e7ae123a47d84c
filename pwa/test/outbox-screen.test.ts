/** 还没传上去的, as the person sees it. */
import { fireEvent } from '@testing-library/preact';
import { expect, test } from 'vitest';
import type { ReceiptStatus } from '../src/wire/types';
import { County } from './county';
import { photo, showOutbox, signedIn, visit, waitOutUndo } from './phone';

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
