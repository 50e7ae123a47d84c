/** Every sentence a person reads: from server/words, Chinese at once, a screen's own with the screen, English when someone asks for it. */
import { signal } from '@preact/signals';
import first from 'virtual:words/zh-CN/first';

export type Language = 'zh-CN' | 'en';
export type Fact = string | number;
type Sentences = Record<string, string>;

const KEPT_AS = 'guanhu-language';
const zh: Sentences = { ...first };
const sentences = signal<Sentences>(zh);

export const language = signal<Language>('zh-CN');

/** The language chosen on this phone; a browser that forbids storage speaks Chinese. */
function remembered(): Language {
  try {
    return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}

/** Speaks `next` from now on; the choice stays on this phone. */
export async function speak(next: Language): Promise<void> {
  sentences.value = next === 'en' ? (await import('virtual:words/en')).default : zh;
  language.value = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(KEPT_AS, next);
  } catch {
    // A private window forgets the choice; nothing else is lost.
  }
}

/** Fetches the words of the screens that are fetched themselves; whoever shows one waits for them. */
export async function fetchWords(): Promise<void> {
  Object.assign(zh, (await import('virtual:words/zh-CN/later')).default);
}

/** Loads English before the first screen where it was chosen earlier. */
export const speakAsBefore = (): Promise<void> => (remembered() === 'en' ? speak('en') : Promise.resolve());

const filled = (sentence: string, facts: Record<string, Fact>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));

/** Facts in a row go by the places of the Chinese sentence, so that English may put them in another order. */
function named(key: string, facts: Fact[]): Record<string, Fact> {
  const names = [...new Set([...(zh[key] ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))];
  return Object.fromEntries(names.map((name, position) => [name, facts[position] ?? '']));
}

/** The sentence of `key` with its {facts} filled in: by name from one object, or in the order of the Chinese sentence. */
export function say(key: string, ...facts: [Record<string, Fact>] | Fact[]): string {
  const sentence = sentences.value[key] ?? zh[key] ?? key;
  const [first] = facts;
  return filled(sentence, typeof first === 'object' ? first : named(key, facts as Fact[]));
}

/** Whether a sentence exists; a code from a newer server may have none yet. */
export const hasWords = (key: string): boolean => key in sentences.value || key in zh;

/** The words of `key`, or those of `instead` when a newer server sends a code this app does not know. */
export const sayKnown = (key: string, instead: string): string => say(hasWords(key) ? key : instead);
