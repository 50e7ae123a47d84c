import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

export type Tone = 'good' | 'bad' | 'wait' | 'way' | 'quiet';

/** A state as a word; the colour only helps. */
export const Chip = ({ tone, icon, children }: { tone: Tone; icon?: IconName; children: ComponentChildren }) => (
  <span class={`chip chip-${tone}`}>
    {icon && <Icon name={icon} />}
    <span>{children}</span>
  </span>
);
