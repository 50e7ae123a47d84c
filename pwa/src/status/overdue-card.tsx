import type { ComponentChildren } from 'preact';
import { Card } from '../ui/card';
import { say } from '../words';
import { isAnyOverdue } from './sync-state';

/** What to do about records that are unsent for over a day; silent while there are none. */
export const OverdueCard = ({ children }: { children?: ComponentChildren }) => isAnyOverdue.value ? (
  <Card tone="bad" heading={say('app.overdue.heading')}>
    <p data-testid="overdue">{say('app.overdue.next')}</p>
    {children}
  </Card>
) : null;
