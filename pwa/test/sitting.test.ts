/** What a page remembers of a sitting: it is the person's who sits there, and of the place where he is. */
import { fireEvent } from '@testing-library/preact';
import { expect, test, vi } from 'vitest';
import { County } from './county';
import { show, signedIn, type Page } from './phone';

const ROWS = [
  ['asset', 'well', { name: '2号井', asset_type: 'well', line: null, units: [], tokens: [], short_codes: [], plates: [], open_reports: [], version: 1 }],
  ['template', 'well', { asset_type: 'well', version: 1, scope: 'whole', notice: null, items: [] }],
] as const;
const CAMERA = { by: 'camera', token: 'plate', short_code: null } as const;

const feed = (county: County): void => void (county.feed = [[...ROWS.map(([kind, id, row]) => ({ kind, id, row })), county.cursor('1')]]);

async function work(county: County, page: Page): Promise<void> {
  feed(county);
  page.me.value = { ...page.me.value!, roles: ['patrol_worker'] };
  await page.syncNow();
}

const showWell = () => show(() => import('../src/screens/visit/visit'), { id: 'well' });

/** A worker at the well, who scanned its plate and has just saved his visit. */
async function saved() {
  const county = new County();
  const page = await signedIn(county);
  const [router, arrival] = await Promise.all([import('../src/router'), import('../src/patrol/arrival')]);
  await work(county, page);
  router.go('/app/asset/well');
  arrival.arrivedAt('well', CAMERA);
  const seen = await showWell();
  fireEvent.click(await seen.findByTestId('all-normal'));
  await seen.findByTestId('visit-saved');
  return { county, page, seen, go: router.go, arrival };
}

test('whoever signs in after him is asked, and has scanned nothing', async () => {
  const { county, page, seen, arrival } = await saved();
  await page.signOut();
  await page.signIn('guilan', 'right');
  await work(county, page);
  expect(await seen.findByTestId('all-normal')).toBeTruthy();
  expect(seen.queryByTestId('visit-saved')).toBeNull();
  expect(arrival.arrivalAt('well')).toMatchObject({ by: 'list', token: null });
});

test('he himself is asked again at a second visit, and still came by its plate', async () => {
  const { seen, go, arrival } = await saved();
  go('/app/');
  go('/app/asset/well');
  expect(await seen.findByTestId('all-normal')).toBeTruthy();
  expect(arrival.arrivalAt('well')).toEqual(CAMERA);
});

test('while he stays there his visit is thanked for, news or not', async () => {
  const { county, page, seen, arrival } = await saved();
  feed(county);
  await page.refreshMe();
  await page.syncNow();
  await vi.waitFor(() => expect(seen.getByTestId('visit-saved')).toBeTruthy());
  expect(arrival.arrivalAt('well')).toEqual(CAMERA);
});
