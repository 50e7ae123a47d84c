import { codeOf } from '../../patrol/open-tag';
import { codeWords, plateAt, platesOf } from '../../patrol/plates';
import { ScanBox } from '../../patrol/scan-box';
import { go, goInstead, spot, type Params } from '../../router';
import { assetOfTag, assets, blankTagOf } from '../../store/rows';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset } from '../../wire/types';

/** 换牌: scan the new plate, look, done. Where none hangs yet the same screen hangs the first. */
export default function ChangeScreen({ id = '' }: Params) {
  const asset = assets.value.get(id);
  const home = `/app/asset/${id}`;
  if (!asset) return <Page title={say('app.asset.unknown_title')}><p>{say('app.asset.unknown_next')}</p></Page>;
  const unitId = spot.value.query.get('unit');
  const old = plateAt(asset, unitId);
  const part = unitId ? `&unit=${unitId}` : '';
  const take = (code: string): string | null => {
    const again = platesOf(asset).find((plate) => plate.token === code && plate.status === 'printed');
    const blank = again ?? blankTagOf(code);
    if (!blank) return say(assetOfTag(code)?.id === id ? 'app.change.same' : 'app.change.not_blank');
    goInstead(`/app/hang/${blank.token}?asset=${id}${part}`);
    return null;
  };
  return (
    <Page title={say(old ? 'app.change.title' : 'app.change.first')} under={asset.name} back={home}>
      <p class="centre">{old ? say('app.change.how', codeWords(old.short_code)) : say('app.change.how_first')}</p>
      <Again asset={asset} />
      <ScanBox onFound={(found) => take(codeOf(found))} onTicket={(ticket) => go(`/app/activate#${ticket}`)} />
    </Page>
  );
}

/** A plate that the village printed again needs no scan: it is known which one it is. */
function Again({ asset }: { asset: Asset }) {
  const again = platesOf(asset).find(({ status }) => status === 'printed');
  return again ? (
    <Card tone="wait" heading={say('app.change.again')}>
      <ButtonLink href={`/app/hang/${again.token}?asset=${asset.id}${again.unit_id ? `&unit=${again.unit_id}` : ''}`} testid="hang-again">{say('app.change.again_go', codeWords(again.short_code))}</ButtonLink>
    </Card>
  ) : null;
}
