import { itemWords } from '../../status/stage';
import { dayWords } from '../../ui/dates';
import { language, say } from '../../words';
import type { Asset, Template } from '../../wire/types';
import { outcomeWords } from './last-visit';

/** A warning stands in both languages, Chinese first. */
export function noticeWords(notice: string): string {
  const [zh = '', en = ''] = notice.split(' / ');
  return language.value === 'en' && en ? en : zh;
}

/** What a visit says: where this is, why again, what was last, what to do, and what is asked. */
export const visitSpoken = (asset: Asset, template: Template, why: string | null): (string | null)[] => [
  asset.name,
  why,
  template.notice && noticeWords(template.notice),
  asset.last_inspected_on ? `${say('app.visit.last_on', dayWords(asset.last_inspected_on))}${say('app.speech.pause')}${outcomeWords(asset)}` : null,
  say('app.visit.spoken'),
  ...template.items.map(itemWords),
];
