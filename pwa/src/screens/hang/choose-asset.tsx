import { useState } from 'preact/hooks';
import { metresBetween } from '../../device/place';
import { platesOf } from '../../patrol/plates';
import { usePlace } from '../../patrol/use-place';
import { assets } from '../../store/rows';
import { Button } from '../../ui/button';
import { Card, Empty, Row } from '../../ui/card';
import { Field } from '../../ui/field';
import { distanceWords } from '../../ui/figures';
import { Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset, Place } from '../../wire/types';

const SHOWN_FIRST = 8;

interface Near {
  asset: Asset;
  metres: number | null;
  bare: boolean;
}

/** Things without a plate first, then what is near; a household's own thing bears none. */
function nearest(from: Place | null, words: string): Near[] {
  const found = [...assets.value.values()].filter((asset) => !asset.household && asset.name.includes(words.trim())).map((asset) => ({
    asset, bare: platesOf(asset).length === 0,
    metres: from && asset.lat !== null && asset.lng !== null ? metresBetween(from, { lat: asset.lat, lng: asset.lng }) : null,
  }));
  return found.sort((one, other) =>
    Number(other.bare) - Number(one.bare) || (one.metres ?? Infinity) - (other.metres ?? Infinity) || one.asset.name.localeCompare(other.asset.name, 'zh'));
}

/** 挂到哪一处? */
export function ChooseAsset({ token }: { token: string }) {
  const { place } = usePlace();
  const [words, setWords] = useState('');
  const [all, setAll] = useState(false);
  const found = nearest(place.value, words);
  const shown = all ? found : found.slice(0, SHOWN_FIRST);
  return (
    <Page title={say('app.hang.choose')} back={`/app/plate/${token}`}>
      <Field label={say('app.hang.search')} value={words} onInput={setWords} testid="hang-search" />
      <Card>
        {shown.length === 0 && <Empty icon="search" title={say('app.hang.none')}>{say('app.hang.none_next')}</Empty>}
        <ul class="rows">{shown.map((near) => <li key={near.asset.id}><AssetRow near={near} token={token} /></li>)}</ul>
        {shown.length < found.length && <Button kind="quiet" onClick={() => setAll(true)}>{say('app.today.more', found.length - shown.length)}</Button>}
      </Card>
    </Page>
  );
}

const AssetRow = ({ near: { asset, metres, bare }, token }: { near: Near; token: string }) => (
  <Row href={`/app/hang/${token}?asset=${asset.id}`} testid={`hang-${asset.id}`} title={asset.name}
    under={say(bare ? 'app.hang.bare' : 'app.hang.has')} aside={metres === null ? undefined : distanceWords(metres)} />
);
