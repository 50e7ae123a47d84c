import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon, type IconName } from './icon';

export type ButtonKind = 'go' | 'stop' | 'plain' | 'quiet';

interface ButtonProps {
  kind?: ButtonKind;
  big?: boolean;
  icon?: IconName;
  testid?: string;
  busy?: boolean;
  submit?: boolean;
  pressed?: boolean;
  /** A button is busy until what it began is done. */
  onClick?: () => unknown;
  children: ComponentChildren;
}

/** A target of at least 48 px; while busy it keeps its words and takes no second press. */
export function Button({ kind = 'plain', big, icon, testid, busy, submit, pressed, onClick, children }: ButtonProps) {
  const [working, setWorking] = useState(false);
  const isBusy = busy || working;
  const press = () => {
    if (isBusy) return;
    const work = onClick?.();
    if (!(work instanceof Promise)) return;
    setWorking(true);
    void work.finally(() => setWorking(false));
  };
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={`button button-${kind}${big ? ' button-big' : ''}`}
      data-testid={testid}
      aria-busy={isBusy}
      aria-pressed={pressed}
      onClick={press}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A link that looks like a button, for going to another address. */
export const ButtonLink = ({ href, kind = 'plain', icon, testid, children }: {
  href: string; kind?: ButtonKind; icon?: IconName; testid?: string; children: ComponentChildren;
}) => (
  <a class={`button button-${kind}`} href={href} data-testid={testid}>
    {icon && <Icon name={icon} />}
    <span>{children}</span>
  </a>
);
