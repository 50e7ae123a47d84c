import { codeWords } from '../../patrol/plates';
import { templates } from '../../store/rows';
import { KindIcon } from '../../ui/kind-icon';
import { Page } from '../../ui/page';
import { hasWords, say } from '../../words';
import type { BlankTag } from '../../wire/types';

/** Shares in a firm are no thing that one meets on the way. */
const NO_THING = 'equity';

/** What is met most in a village stands first. */
const USUAL = ['well', 'street_light', 'rural_road', 'canal', 'water_tank', 'culture_sport', 'greenhouse', 'sanitation'];

function kindsHere(): string[] {
  const known = [...templates.value.keys()].filter((kind) => kind !== NO_THING && hasWords(`app.kind.${kind}`));
  const rank = (kind: string): number => (USUAL.indexOf(kind) + USUAL.length + 1) % (USUAL.length + 1);
  return known.sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

/** 是什么? Pictures to press, each with its word. */
export const Kinds = ({ blank, onChoose }: { blank: BlankTag | undefined; onChoose: (kind: string) => void }) => (
  <Page title={say('app.register.what')} under={blank && say('app.plate.code', codeWords(blank.short_code))}>
    <ul class="kinds">
      {kindsHere().map((kind) => (
        <li key={kind}>
          <button type="button" class="kind" data-testid={`kind-${kind}`} onClick={() => onChoose(kind)}>
            <KindIcon kind={kind} />
            <span>{say(`app.kind.${kind}`)}</span>
          </button>
        </li>
      ))}
    </ul>
  </Page>
);
