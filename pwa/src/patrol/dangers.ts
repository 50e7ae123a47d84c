/** What may hurt somebody until it is mended, and by when somebody is to make it safe. */
import { momentWords } from '../ui/dates';
import { say } from '../words';
import type { Asset } from '../wire/types';

export type Danger = Asset['open_reports'][number];

/** What is dangerous here and was not made safe yet. */
export const dangersOf = ({ open_reports: known }: Asset): Danger[] => known.filter(({ danger }) => danger === 'open');

/** The clock of a danger: by when it is to be fenced off, or that this moment is over. */
export const safeByWords = (moment: string, now = new Date()): string =>
  say(Date.parse(moment) < now.getTime() ? 'app.danger.late' : 'app.danger.by', momentWords(moment, now));
