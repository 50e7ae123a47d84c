import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

/** A white sheet on the ground, with a heading when it has one. */
export const Card = ({ heading, aside, tone, children }: {
  heading?: string; aside?: ComponentChildren; tone?: 'good' | 'bad' | 'wait' | 'way'; children?: ComponentChildren;
}) => (
  <section class={`card${tone ? ` card-${tone}` : ''}`}>
    {heading && (
      <div class="card-head">
        <h2>{heading}</h2>
        {aside}
      </div>
    )}
    {children}
  </section>
);

interface RowProps {
  href?: string;
  testid?: string;
  title: string;
  under?: ComponentChildren;
  aside?: ComponentChildren;
  asideUnder?: ComponentChildren;
  bad?: boolean;
  /** A sentence rather than a name: ordinary weight. */
  quiet?: boolean;
  onClick?: () => void;
}

const Inside = ({ title, under, aside, asideUnder, arrow }: RowProps & { arrow: boolean }) => (
  <>
    <span class="row-main">
      <span class="row-title">{title}</span>
      {under && <span class="soft small">{under}</span>}
    </span>
    {(aside || asideUnder) && (
      <span class="row-aside">
        <span class="row-figure">{aside}</span>
        {asideUnder && <span class="soft small">{asideUnder}</span>}
      </span>
    )}
    {arrow && <Icon name="next" />}
  </>
);

/** A line of a list: a link, a button, or plain, at least 56 px high. */
export function Row(props: RowProps) {
  const { href, testid, bad, quiet, onClick, aside } = props;
  const look = `row${bad ? ' row-bad' : ''}${quiet ? ' row-quiet' : ''}`;
  if (href) return <a class={look} href={href} data-testid={testid}><Inside {...props} arrow={!aside} /></a>;
  if (onClick) return <button type="button" class={look} data-testid={testid} onClick={onClick}><Inside {...props} arrow={!aside} /></button>;
  return <div class={look} data-testid={testid}><Inside {...props} arrow={false} /></div>;
}

/** What a list shows while it is empty: it says what will come here and what to do. */
export const Empty = ({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <Icon name={icon} />
    <h2>{title}</h2>
    <p class="soft">{children}</p>
  </div>
);

/** A list under its heading; closed it is one line to press, so that a screen shows one list at a time. */
export const Folding = ({ heading, open, testid, children }: {
  heading: string; open: boolean; testid: string; children: ComponentChildren;
}) => open ? <Card heading={heading}><ul class="rows">{children}</ul></Card> : (
  <details class="card folding">
    <summary class="row" data-testid={testid}><span class="row-main"><span class="row-title">{heading}</span></span><Icon name="next" /></summary>
    <ul class="rows">{children}</ul>
  </details>
);
