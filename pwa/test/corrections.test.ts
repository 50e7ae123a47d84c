import { expect, test } from 'vitest';
import { County } from './county';
import { signedIn } from './phone';

const WELL = {
  id: 'well', name: '2号井', asset_type: 'well', region_code: 'here', address: null, spec: '深60米', tokens: [], short_codes: [], units: [],
  open_reports: [], plates: [], former_codes: [], version: 1,
};

test('what was put right offline stands on the phone at once, and as it was before after 撤销', async () => {
  const county = new County();
  county.feed = [[{ kind: 'asset', id: 'well', row: WELL }, county.cursor('1')]];
  const page = await signedIn(county);
  await page.syncNow();
  const id = await page.save({
    kind: 'asset.correct', subjectId: 'well', baseVersion: null, title: '改登记', payload: { field: 'spec', old: '深60米', new: '深80米' },
  }, []);
  expect(page.assets.value.get('well')?.spec).toBe('深80米');
  expect(await page.undo(id)).toBe(true);
  expect(page.assets.value.get('well')?.spec).toBe('深60米');
});
