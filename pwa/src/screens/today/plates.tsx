import { computed } from '@preact/signals';
import { plateTrouble } from '../../patrol/plates';
import { mayHang } from '../../status/roles';
import { assets } from '../../store/rows';
import { Folding, Row } from '../../ui/card';
import { say } from '../../words';

export const platesToHang = computed(() =>
  mayHang() ? [...assets.value.values()].filter((asset) => !asset.household && plateTrouble(asset)) : []);

/** Plates that are broken, and those printed again that wait to be hung. */
export const PlatesCard = ({ open }: { open: boolean }) => platesToHang.value.length === 0 ? null : (
  <Folding heading={say('app.today.plates', platesToHang.value.length)} open={open} testid="plates">
    {platesToHang.value.map((asset) => (
      <li key={asset.id}>
        <Row href={`/app/asset/${asset.id}/plate`} testid={`plate-${asset.id}`} title={asset.name}
          under={say(plateTrouble(asset) === 'printed' ? 'app.today.plate_printed' : 'app.today.plate_damaged')} />
      </li>
    ))}
  </Folding>
);
