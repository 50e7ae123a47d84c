import type { VisitDraft } from '../../patrol/answers';
import { platesOf } from '../../patrol/plates';
import { ButtonLink } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { say } from '../../words';
import type { Asset } from '../../wire/types';

type Unit = Asset['units'][number];

function UnitTile({ unit, assetId, problems, seen }: { unit: Unit; assetId: string; problems: number; seen: boolean }) {
  const state = problems > 0 ? say('app.unit.problems', problems) : say(seen ? 'app.unit.seen' : 'app.unit.ok');
  return (
    <li>
      <a class={`unit${problems > 0 ? ' is-bad' : ''}`} href={`/app/asset/${assetId}/unit/${unit.id}`} data-testid={`unit-${unit.no}`}>
        <span>{unit.name || unit.no}</span>
        <span class="small"><Icon name={problems > 0 ? 'warn' : 'check'} /> {state}</span>
      </a>
    </li>
  );
}

/** Every part, all sound to begin with; press the bad ones. */
export const Units = ({ asset, draft }: { asset: Asset; draft: VisitDraft }) => (
  <>
    {platesOf(asset).some(({ unit_id }) => unit_id) && (
      <ButtonLink href={`/app/asset/${asset.id}/run`} icon="scan" testid="run">{say('app.run.open')}</ButtonLink>
    )}
    <ul class="units">
      {asset.units.map((unit) => (
        <UnitTile
          key={unit.id} unit={unit} assetId={asset.id} seen={draft.seen?.includes(unit.id) ?? false}
          problems={draft.problems.filter(({ unitId }) => unitId === unit.id).length}
        />
      ))}
    </ul>
  </>
);
