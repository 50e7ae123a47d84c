import { nearlyFull } from '../store/settings';
import { Card } from '../ui/card';
import { say } from '../words';

/** What to do before a save finds no room; silent while there is enough. */
export const FullCard = () => nearlyFull.value
  ? <Card tone="wait" heading={say('app.full.heading')}><p data-testid="nearly-full">{say('app.full.next')}</p></Card> : null;
