import { mayHang } from '../status/roles';
import { ButtonLink } from '../ui/button';
import { say } from '../words';
import type { Asset } from '../wire/types';
import { platesOf, plateTrouble } from './plates';

const WORDS = { damaged: 'app.change.broken', printed: 'app.change.again' } as const;

/** Leads to hanging or changing the plate; a household's own thing bears none. */
export function PlateLink({ asset }: { asset: Asset }) {
  if (!mayHang() || asset.household) return null;
  const trouble = plateTrouble(asset);
  const words = trouble ? WORDS[trouble] : platesOf(asset).length > 0 ? 'app.change.title' : 'app.change.first';
  return (
    <ButtonLink href={`/app/asset/${asset.id}/plate`} kind={trouble ? 'plain' : 'quiet'} icon={trouble ? 'warn' : 'scan'} testid="change-plate">
      {say(words)}
    </ButtonLink>
  );
}
