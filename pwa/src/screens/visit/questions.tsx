import type { Problem, VisitDraft } from '../../patrol/answers';
import { itemWords } from '../../status/stage';
import { Row } from '../../ui/card';
import { PhotoButton } from '../../ui/photo';
import type { Asset, Template, TemplateItem } from '../../wire/types';
import { say } from '../../words';

/** Codes of use_status as the asset knows them; the question about use (G03) starts from there. */
const USE_QUESTION = 'G03';

const optionWords = (item: TemplateItem, value: string | undefined): string | null =>
  item.options?.find((option) => option.value === value)?.zh ?? null;

/** What stands beside the question: an answer given now, or what was known last. */
export function answerWords(item: TemplateItem, draft: VisitDraft, asset: Asset): string | null {
  if (draft.absent.includes(item.code)) return say('app.check.absent');
  const known = item.code === USE_QUESTION ? asset.use_status : undefined;
  if (item.type === 'choice') return optionWords(item, draft.values[item.code] ?? known);
  const value = draft.values[item.code];
  return value ? `${value}${item.unit ?? ''}` : null;
}

const wayWords = ({ way }: Problem): string => say(way === 'spot' ? 'app.check.fixed_on_spot' : 'app.check.needs_repair');

interface QuestionsProps {
  template: Template;
  asset: Asset;
  draft: VisitDraft;
  /** Null asks about the whole thing. */
  unitId: string | null;
  /** Takes a picture straight from the row. */
  onPhoto?: (item: TemplateItem, file: File) => Promise<void>;
}

/** The questions, each as it should be; press the one that is not. */
export const Questions = ({ template, asset, draft, unitId, onPhoto }: QuestionsProps) => (
  <ul class="rows">
    {template.items.filter((item) => !unitId || item.type === 'check').map((item) => {
      const problem = draft.problems.find((each) => each.code === item.code && each.unitId === unitId);
      return (
        <li key={item.code} class={`${problem ? 'is-bad' : ''}${onPhoto ? ' has-photo' : ''}`}>
          <Row
            href={`/app/asset/${asset.id}/check/${item.code}${unitId ? `?unit=${unitId}` : ''}`}
            testid={`item-${item.code}`} title={itemWords(item)} bad={Boolean(problem)} quiet={!problem}
            under={problem && wayWords(problem)}
            aside={problem ? <span class="wrong">{say('app.check.problem')}</span> : answerWords(item, draft, asset)}
          />
          {onPhoto && !problem && (
            <PhotoButton inRow={say('app.unit.photo_of', itemWords(item))} words={say('app.unit.photo')} testid={`photo-${item.code}`}
              onFile={(file) => onPhoto(item, file)} />
          )}
        </li>
      );
    })}
  </ul>
);
