import { useVisit } from '../../patrol/use-visit';
import type { Params } from '../../router';
import { assets, templates } from '../../store/rows';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { say } from '../../words';
import { Questions } from './questions';

/** The questions about one part of many, such as the fourth well. */
export default function UnitScreen({ id = '', unit = '' }: Params) {
  const asset = assets.value.get(id);
  const visit = useVisit(id);
  const template = asset && templates.value.get(asset.asset_type);
  const part = asset?.units.find((each) => each.id === unit);
  const home = `/app/asset/${id}`;
  if (!asset || !template || !part || !visit.value) return <Page title={asset?.name ?? ''} back={home}><p class="soft">{say('app.opening')}</p></Page>;
  return (
    <Page title={part.name || part.no} under={asset.name} back={home} foot={<ButtonLink href={home} kind="go">{say('app.unit.done')}</ButtonLink>}>
      <p class="soft centre">{say('app.visit.tap_bad')}</p>
      <Card><Questions template={template} asset={asset} draft={visit.value} unitId={unit} /></Card>
    </Page>
  );
}
