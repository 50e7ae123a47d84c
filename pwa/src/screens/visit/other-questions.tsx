import { useState } from 'preact/hooks';
import { withoutProblem, type VisitDraft } from '../../patrol/answers';
import type { Draft } from '../../patrol/use-draft';
import { itemWords } from '../../status/stage';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Choice } from '../../ui/choice';
import { Field, LongField } from '../../ui/field';
import { Page } from '../../ui/page';
import { say } from '../../words';
import type { Asset, TemplateItem } from '../../wire/types';

interface QuestionProps {
  item: TemplateItem;
  asset: Asset;
  visit: Draft<VisitDraft>;
  onDone: () => void;
}

const withValue = (draft: VisitDraft, code: string, value: string): VisitDraft =>
  ({ ...withoutProblem(draft, code, null), values: { ...draft.values, [code]: value } });

/** One of a few answers; one that means trouble goes on to the photo. */
export function ChoiceQuestion({ item, asset, visit, onProblem, onDone }: QuestionProps & { onProblem: (value: string) => void }) {
  const choose = (value: string) => {
    if (item.options?.find((option) => option.value === value)?.answer === 'problem') return onProblem(value);
    visit.change((now) => withValue(now, item.code, value));
    onDone();
  };
  return (
    <Page title={itemWords(item)} under={asset.name} back={`/app/asset/${asset.id}`}>
      <Card>
        <Choice legend={say('app.check.choose')} value={visit.value?.values[item.code] ?? null} onChoose={choose}
          options={(item.options ?? []).map(({ value, zh }) => ({ value, words: zh, testid: `option-${value}` }))} />
      </Card>
    </Page>
  );
}

const isOutside = ({ min, max }: TemplateItem, value: number): boolean =>
  (min !== undefined && value < min) || (max !== undefined && value > max);

/** A figure measured or a sentence written, for those who bring an instrument. */
export function TypedQuestion({ item, asset, visit, onDone }: QuestionProps) {
  const [typed, setTyped] = useState(visit.value?.values[item.code] ?? '');
  const figure = item.type === 'number' ? Number(typed) : 0;
  const [wrong, setWrong] = useState('');
  const keep = () => {
    if (!typed.trim() || Number.isNaN(figure)) return setWrong(say('app.check.figure_wrong'));
    visit.change((now) => withValue(now, item.code, typed.trim()));
    onDone();
  };
  const shared = { label: itemWords(item), value: typed, onInput: setTyped, wrong, testid: 'check-typed' };
  return (
    <Page title={itemWords(item)} under={asset.name} back={`/app/asset/${asset.id}`}
      foot={<Button kind="go" testid="check-keep" onClick={keep}>{say('app.check.keep')}</Button>}>
      <Card>
        {item.type === 'text' ? <LongField {...shared} /> : <Field {...shared} numeric hint={item.unit && say('app.check.unit', item.unit)} />}
        {item.type === 'number' && typed !== '' && isOutside(item, figure) && <p class="wrong">{say('app.check.outside')}</p>}
      </Card>
    </Page>
  );
}
