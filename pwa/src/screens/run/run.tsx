import { useState } from 'preact/hooks';
import { beep } from '../../device/beep';
import type { Found } from '../../device/scanner';
import { withSeen } from '../../patrol/answers';
import { codeOf } from '../../patrol/open-tag';
import { plateOf } from '../../patrol/plates';
import { ScanBox } from '../../patrol/scan-box';
import { useVisit } from '../../patrol/use-visit';
import { go, type Params } from '../../router';
import { assetOfTag, assets } from '../../store/rows';
import { chooseQuiet, quiet } from '../../store/settings';
import { Button, ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset } from '../../wire/types';

type Unit = Asset['units'][number];
const nameOf = (unit: Unit): string => unit.name || unit.no;

/** Which part of this asset a plate hangs on, or what to say of a plate that hangs elsewhere. */
function partOf(asset: Asset, found: Found): Unit | string {
  const code = codeOf(found);
  const part = plateOf(asset, code)?.unit_id;
  const unit = asset.units.find(({ id }) => id === part);
  if (unit) return unit;
  const other = assetOfTag(code);
  if (other?.id === asset.id) return say('app.run.whole');
  return other ? say('app.run.elsewhere', other.name) : say('app.scan.unknown');
}

/** The scanner stays open: beep, next. Each part's plate marks it as looked at. */
export default function RunScreen({ id = '' }: Params) {
  const asset = assets.value.get(id);
  const visit = useVisit(id);
  const [last, setLast] = useState<Unit | null>(null);
  const home = `/app/asset/${id}`;
  if (!asset || !visit.value) return <Page title={asset?.name ?? ''} back={home}><p class="soft">{say('app.opening')}</p></Page>;
  const seen = visit.value.seen ?? [];
  const take = (found: Found): string | null => {
    const part = partOf(asset, found);
    if (typeof part === 'string') return part;
    if (!quiet.value) beep();
    visit.change((now) => withSeen(now, part.id));
    setLast(part);
    return null;
  };
  return (
    <Page title={say('app.run.title')} under={asset.name} back={home}
      foot={<ButtonLink href={home} kind="go" testid="run-done">{say('app.run.done')}</ButtonLink>}>
      <Progress last={last} seen={seen.length} all={asset.units.length} assetId={id} />
      <ScanBox onFound={take} onTicket={(ticket) => go(`/app/activate#${ticket}`)} />
      <Button kind="quiet" icon="speak" testid="run-quiet" pressed={quiet.value} onClick={() => chooseQuiet(!quiet.value)}>
        {say(quiet.value ? 'app.run.loud' : 'app.run.quiet')}
      </Button>
    </Page>
  );
}

function Progress({ last, seen, all, assetId }: { last: Unit | null; seen: number; all: number; assetId: string }) {
  return (
    <Card tone={last ? 'good' : undefined}>
      <p class="strong" role="status" data-testid="run-said">{last ? say('app.run.read', nameOf(last)) : say('app.run.first')}</p>
      <p class="soft small">{say('app.run.count', seen, all)}</p>
      {last && <ButtonLink href={`/app/asset/${assetId}/unit/${last.id}`} testid="run-bad">{say('app.run.bad', nameOf(last))}</ButtonLink>}
    </Card>
  );
}
