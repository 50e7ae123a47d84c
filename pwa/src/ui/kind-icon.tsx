import sprite from '../../../static/look/kinds.svg?url';

/** A drawing of a kind of thing; it stands beside its word, so screen readers skip it. */
export const KindIcon = ({ kind }: { kind: string }) => (
  <svg class="icon kind-icon" aria-hidden="true" focusable="false">
    <use href={`${sprite}#k-${kind}`} />
  </svg>
);
