import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { goBack } from '../router';
import { say } from '../words';
import { Icon } from './icon';

interface PageProps {
  title: string;
  under?: ComponentChildren;
  chip?: ComponentChildren;
  back?: string | false;
  foot?: ComponentChildren;
  /** Does without the bar: what is done here stands alone, and `back` leads out. */
  alone?: boolean;
  children: ComponentChildren;
}

/** A screen with an act of its own does without the bar: one thing at a time. */
export const hasFoot = signal(false);

/** While what was begun is fetched from the phone: nothing can be pressed that would save without it. */
export const Opening = ({ title, back }: Pick<PageProps, 'title' | 'back'>) => (
  <Page title={title} back={back}><p class="soft">{say('app.opening')}</p></Page>
);

/** The frame of a screen: heading, what it says beside it, its body, and the one act at its foot. */
export function Page({ title, under, chip, back = '/app/', foot, alone, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${title} · ${say('app.name')}`;
  }, [title]);
  useLayoutEffect(() => {
    hasFoot.value = Boolean(foot || alone);
    return () => {
      hasFoot.value = false;
    };
  }, [Boolean(foot || alone)]);
  return (
    <main class={`page${foot ? ' has-foot' : ''}`}>
      <header class={`head${back === false ? ' head-top' : ''}`}>
        {back !== false && (
          <button type="button" class="back" aria-label={say('app.back')} data-testid="back" onClick={() => goBack(back)}>
            <Icon name="back" />
          </button>
        )}
        <div class="head-words">
          <h1 tabIndex={-1} ref={heading}>{title}</h1>
          {under && <p class="soft small">{under}</p>}
        </div>
        {chip}
      </header>
      {children}
      {foot && <div class="foot">{foot}</div>}
    </main>
  );
}
