import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  wrong?: string;
  type?: 'text' | 'password';
  numeric?: boolean;
  autocomplete?: string;
  testid?: string;
  maxLength?: number;
}

const describedBy = (id: string, { hint, wrong }: Pick<FieldProps, 'hint' | 'wrong'>): string | undefined =>
  wrong ? `${id}-wrong` : hint ? `${id}-hint` : undefined;

const Notes = ({ id, hint, wrong }: { id: string; hint?: string; wrong?: string }) => (
  <>
    {hint && !wrong && <p class="soft small" id={`${id}-hint`}>{hint}</p>}
    {wrong && <p class="wrong" id={`${id}-wrong`} role="alert">{wrong}</p>}
  </>
);

/** One line to fill in, with its label above and its complaint below. */
export function Field({ label, value, onInput, hint, wrong, type = 'text', numeric, autocomplete = 'off', testid, maxLength }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...(type === 'password' ? { type } : { type: 'text' as const })}
        id={id} value={value} autocomplete={autocomplete} data-testid={testid} maxLength={maxLength}
        inputMode={numeric ? 'decimal' : undefined} autocapitalize="none" spellcheck={false}
        aria-invalid={Boolean(wrong)} aria-describedby={describedBy(id, { hint, wrong })}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <Notes id={id} hint={hint} wrong={wrong} />
    </div>
  );
}

/** Several lines to fill in; a person may dictate with the keyboard's own microphone. */
export function LongField({ label, value, onInput, hint, wrong, testid, maxLength = 500 }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id} rows={3} value={value} data-testid={testid} maxLength={maxLength}
        aria-invalid={Boolean(wrong)} aria-describedby={describedBy(id, { hint, wrong })}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <Notes id={id} hint={hint} wrong={wrong} />
    </div>
  );
}
