import sprite from '../../../static/look/icons.svg?url';

export type IconName =
  | 'check' | 'warn' | 'phone' | 'speak' | 'chat' | 'scan' | 'home' | 'user' | 'camera' | 'back' | 'next' | 'wrench'
  | 'list' | 'search' | 'inbox' | 'box' | 'clock' | 'place' | 'cloud' | 'send' | 'torch' | 'keys' | 'close' | 'undo'
  | 'save' | 'pause' | 'play' | 'plus' | 'bin' | 'out' | 'text' | 'globe' | 'photo' | 'map';

/** A line icon; it never stands without its word, so screen readers skip it. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" aria-hidden="true" focusable="false">
    <use href={`${sprite}#i-${name}`} />
  </svg>
);
