import { bearingWord, metresBetween } from '../../device/place';
import { usePlace } from '../../patrol/use-place';
import { Card } from '../../ui/card';
import { distanceWords } from '../../ui/figures';
import { say } from '../../words';
import type { Asset } from '../../wire/types';

/** The map shifts WGS-84 to its own datum itself when told where the point comes from. */
const amap = ({ lat, lng, name }: Asset): string =>
  `https://uri.amap.com/marker?position=${lng},${lat}&name=${encodeURIComponent(name)}&coordinate=wgs84&callnative=1`;

const baidu = ({ lat, lng, name }: Asset): string =>
  `https://api.map.baidu.com/marker?location=${lat},${lng}&title=${encodeURIComponent(name)}&content=${encodeURIComponent(name)}&coord_type=wgs84&output=html&src=guanhu`;

/** How far and in which direction; no map link for sensitive works, whose position leaves nobody's hands. */
export function WayThere({ asset }: { asset: Asset }) {
  const { place } = usePlace();
  const { lat, lng } = asset;
  if (lat === null || lng === null) return null;
  const here = place.value;
  return (
    <Card heading={say('app.order.way')}>
      <p>{asset.village}{here && ` · ${say('app.next.way', say(bearingWord(here, { lat, lng })), distanceWords(metresBetween(here, { lat, lng })))}`}</p>
      {!asset.sensitive && (
        <p class="stack">
          <a class="chip-link" href={amap(asset)} target="_blank" rel="noopener noreferrer">{say('app.order.amap')}</a>
          <a class="chip-link" href={baidu(asset)} target="_blank" rel="noopener noreferrer">{say('app.order.baidu')}</a>
        </p>
      )}
    </Card>
  );
}
