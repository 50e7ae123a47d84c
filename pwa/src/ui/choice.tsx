import { useId } from 'preact/hooks';

export interface Option {
  value: string;
  words: string;
  testid?: string;
}

interface ChoiceProps {
  legend: string;
  options: Option[];
  value: string | null;
  onChoose: (value: string) => void;
}

/** One of a few, all in sight, each a full row to press. */
export function Choice({ legend, options, value, onChoose }: ChoiceProps) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} class={`choice-row${option.value === value ? ' is-chosen' : ''}`}>
          <input
            type="radio" name={name} checked={option.value === value} data-testid={option.testid}
            onChange={() => onChoose(option.value)}
          />
          <span>{option.words}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Yes or no, as a whole row. */
export const Tick = ({ words, hint, checked, onChange, testid }: {
  words: string; hint?: string; checked: boolean; onChange: (checked: boolean) => void; testid?: string;
}) => (
  <label class="choice-row">
    <input type="checkbox" checked={checked} data-testid={testid} onChange={(event) => onChange(event.currentTarget.checked)} />
    <span>
      {words}
      {hint && <span class="soft small block">{hint}</span>}
    </span>
  </label>
);
