import { newProblem, telling } from '../../patrol/answers';
import { takePhoto } from '../../patrol/take-photo';
import { usePlace } from '../../patrol/use-place';
import { useVisit } from '../../patrol/use-visit';
import { goBack, goInstead, spot, type Params } from '../../router';
import { itemWords } from '../../status/stage';
import { assets, templates } from '../../store/rows';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { toast } from '../../ui/toast';
import { say } from '../../words';
import type { TemplateItem } from '../../wire/types';
import { Questions } from './questions';

/** The questions about one part of many, such as the fourth well: a picture of what is wrong is all it takes. */
export default function UnitScreen({ id = '', unit = '' }: Params) {
  const asset = assets.value.get(id);
  const visit = useVisit(id);
  const { place } = usePlace();
  const template = asset && templates.value.get(asset.asset_type);
  const part = asset?.units.find((each) => each.id === unit);
  const home = `/app/asset/${id}`;
  if (!asset || !template || !part || !visit.value) return <Page title={asset?.name ?? ''} back={home}><p class="soft">{say('app.opening')}</p></Page>;
  const name = part.name || part.no;
  const from = spot.value;
  const show = (item: TemplateItem, file: File) => takePhoto(visit.key, file, place.value, (photo) => {
    visit.change((now) => telling(now, newProblem(item.code, unit), (before) =>
      ({ ...before, photos: [...before.photos, photo], place: before.place ?? place.value })));
    const isHere = spot.value === from;
    if (item.spot_fix && isHere) return goInstead(`${home}/check/${item.code}?unit=${unit}`);
    toast({ words: say('app.unit.noted', name, itemWords(item)) });
    if (isHere) goBack(home);
  });
  return (
    <Page title={name} under={asset.name} back={home} foot={<ButtonLink href={home} kind="go" testid="unit-done">{say('app.unit.done')}</ButtonLink>}>
      <p class="soft centre">{say('app.unit.tap_bad')}</p>
      <Card><Questions template={template} asset={asset} draft={visit.value} unitId={unit} onPhoto={show} /></Card>
    </Page>
  );
}
