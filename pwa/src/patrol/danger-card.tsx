import { dangersOf, safeByWords, type Danger } from './dangers';
import { saveAct } from './save-act';
import { arrivalAt } from './arrival';
import { usePlace } from './use-place';
import { assets } from '../store/rows';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { say } from '../words';
import type { Measure } from '../wire/types';

/** The first two are what one does with a rope and a board; the others wait behind one press. */
const AT_HAND: Measure[] = ['fenced', 'warned'];
const RARER: Measure[] = ['cut_off', 'harmless'];

/** Until it is mended: whoever stands there fences it off and says so at one tap; folded where something else is the likeliest act. */
export const DangerCards = ({ assetId, folded = false }: { assetId: string; folded?: boolean }) => {
  const asset = assets.value.get(assetId);
  return <>{asset && dangersOf(asset).map((known) => <DangerCard key={known.id} known={known} assetId={assetId} folded={folded} />)}</>;
};

function DangerCard({ known, assetId, folded }: { known: Danger; assetId: string; folded: boolean }) {
  const { place } = usePlace();
  const secure = (measure: Measure) => saveAct({
    kind: 'damage.secure', subjectId: known.id, baseVersion: null, title: say('app.danger.item', known.title),
    payload: { measure, place: place.value, scanned: arrivalAt(assetId) },
  });
  const buttons = (measures: Measure[]) => (
    <div class="foot-two">
      {measures.map((measure) => <Button key={measure} testid={`secure-${measure}`} onClick={() => secure(measure)}>{say(`app.danger.${measure}`)}</Button>)}
    </div>
  );
  return (
    <Card tone="bad" heading={say('app.danger.heading', known.title)}>
      {known.safe_by && <p class="strong" data-testid="safe-by">{safeByWords(known.safe_by)}</p>}
      <p>{say('app.danger.what')}</p>
      {!folded && buttons(AT_HAND)}
      <details class="other-ways">
        <summary data-testid="other-measures">{say(folded ? 'app.danger.is_safe' : 'app.danger.other')}</summary>
        {folded && buttons(AT_HAND)}
        {buttons(RARER)}
      </details>
    </Card>
  );
}
