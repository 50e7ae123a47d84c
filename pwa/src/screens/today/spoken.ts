import type { Due } from '../../patrol/due';
import { distanceWords } from '../../ui/figures';
import { say } from '../../words';
import { toAccept, toMend, toVerify } from './work';

/** Nobody remembers more than the next few places. */
const SPOKEN = 5;

const wayWords = ({ metres, bearing }: Due): string =>
  metres === null || bearing === null ? '' : say('app.next.way', say(bearing), distanceWords(metres));

const placeWords = (due: Due): string =>
  [due.asset.name, due.lateDays > 0 && say('app.today.late', due.lateDays), wayWords(due)].filter(Boolean).join(say('app.speech.pause'));

const counted = (key: string, rows: unknown[]): string | null => (rows.length > 0 ? say(key, rows.length) : null);

/** What 今天 says, in the order in which it is done. */
export const todaySpoken = (due: Due[]): (string | null)[] => [
  due.length > 0 ? say('app.today.due', due.length) : null,
  ...due.slice(0, SPOKEN).map(placeWords),
  counted('app.today.to_mend', toMend.value), counted('app.today.to_verify', toVerify.value), counted('app.today.to_accept', toAccept.value),
  due.length + toMend.value.length + toVerify.value.length + toAccept.value.length === 0 ? say('app.today.nothing') : null,
];
