/** Why a visit is asked for again, in the words of whoever looked at the last one. */
import { say } from '../words';
import type { Task } from '../wire/types';

/** Null while nothing was sent back; an older server does not tell the words. */
export const redoWords = ({ status, redo_words: why }: Pick<Task, 'status' | 'redo_words'>): string | null =>
  status !== 'returned' ? null : why ? say('app.redo.why', why) : say('app.redo.again');
