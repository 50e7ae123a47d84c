import type { VisitDraft } from '../../patrol/answers';
import { Icon } from '../../ui/icon';
import { say } from '../../words';
import type { Asset } from '../../wire/types';

type Unit = Asset['units'][number];

function UnitTile({ unit, assetId, problems }: { unit: Unit; assetId: string; problems: number }) {
  const state = problems > 0 ? say('app.unit.problems', problems) : say('app.unit.ok');
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
  <ul class="units">
    {asset.units.map((unit) => (
      <UnitTile
        key={unit.id} unit={unit} assetId={asset.id}
        problems={draft.problems.filter(({ unitId }) => unitId === unit.id).length}
      />
    ))}
  </ul>
);
