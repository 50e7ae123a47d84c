import { Refusal } from '../wire/refusal';
import { language, say } from '../words';

/** The server's own sentence where it gave one; without a network, what to do about that. */
export function sentenceOf(refusal: unknown): string {
  if (!(refusal instanceof Refusal)) return say('app.sign_in.no_network');
  return (language.value === 'en' && refusal.sentenceEn) || refusal.sentence;
}
