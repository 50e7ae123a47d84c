import { expect, test } from 'vitest';
import { County } from './county';
import { signedIn, type Page } from './phone';

const WELL = {
  id: 'well', name: '2号井', asset_type: 'well', region_code: 'here', tokens: ['old'], short_codes: ['kold'], units: [], open_reports: [],
  plates: [{ token: 'old', short_code: 'kold', status: 'damaged', unit_id: 'part-3' }], former_codes: [], version: 1,
};
const blank = (token: string) => ({ kind: 'blank_tag', id: token, row: { token, short_code: `k${token}`, region_code: 'here', village: '前窑村' } });

async function pulled(): Promise<Page> {
  const county = new County();
  county.feed = [[{ kind: 'asset', id: 'well', row: WELL }, blank('fresh'), blank('other'), county.cursor('1')]];
  const page = await signedIn(county);
  await page.syncNow();
  return page;
}

test('a plate that was changed offline opens its thing at once, the old one too, and is blank no more', async () => {
  const page = await pulled();
  await page.save({
    kind: 'tag.replace', subjectId: 'well', baseVersion: null, title: '换牌', payload: { old_token: 'old', new_token: 'fresh', place: null },
  }, []);
  expect(page.assetOfTag('fresh')?.id).toBe('well');
  expect(page.assetOfTag('old')?.id).toBe('well');
  expect(page.assets.value.get('well')?.plates).toEqual([{ token: 'fresh', short_code: '', status: 'bound', unit_id: 'part-3' }]);
  expect(page.blankTagOf('fresh')).toBeUndefined();
  expect(page.blankTagOf('kother')?.token).toBe('other');
});

test('what was registered offline is found by its plate, and goes again with 撤销', async () => {
  const page = await pulled();
  const id = await page.save({
    kind: 'asset.register', subjectId: null, baseVersion: null, title: '新登记',
    payload: { name: '前窑村路灯', asset_type: 'street_light', token: 'fresh', region_code: 'here', words: '', place: null },
  }, []);
  expect(page.assetOfTag('fresh')).toMatchObject({ id, name: '前窑村路灯', lifecycle: 'draft' });
  expect(await page.undo(id)).toBe(true);
  expect(page.assetOfTag('fresh')).toBeUndefined();
  expect(page.blankTagOf('fresh')?.token).toBe('fresh');
});
