/** Whether a report waits for this person: for his verdict, or for a word on what he reported himself. */
import { say } from '../words';
import type { Report } from '../wire/types';

/** What is waited for; null when nothing is. */
export function waitsFor({ may }: Pick<Report, 'may'>): string | null {
  if (may.includes('verify')) return say('app.today.verify_it');
  if (may.includes('mended')) return say('app.answer.asked');
  return may.includes('supply') ? say('app.answer.question') : null;
}
