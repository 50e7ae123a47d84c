import type { Draft } from '../../store/outbox';
import type { Photo } from '../../store/photos';
import type { Where } from '../../patrol/arrival';
import type { Option } from '../../ui/choice';
import { itemWords } from '../../status/stage';
import { say } from '../../words';
import type { Asset, DamageReportPayload, Item, Severity, Template } from '../../wire/types';

/** What the reporter said so far. */
export interface Told {
  category: string | null;
  severity: Severity | null;
  words: string;
  photos: Photo[];
  /** Where a refused report was made. */
  where?: Where;
}

export const NOTHING_TOLD: Told = { category: null, severity: null, words: '', photos: [] };
/** What belongs to nobody's question. */
const OTHER = 'other';
/** The question about theft and occupation goes to the township, never only to the village. */
const UPWARD_QUESTION = 'G04';

/** What can be broken here: the checklist's questions, each turned round, and anything else. */
export const partsOf = (template: Template | undefined): Option[] => [
  ...(template?.items ?? []).filter(({ type }) => type === 'check')
    .map((item) => ({ value: item.code, words: say('app.report.not_so', itemWords(item)), testid: `category-${item.code}` })),
  { value: OTHER, words: say('app.report.other'), testid: 'category-other' },
];

/** How bad it is unless the person says otherwise: what the checklist thinks of that question. */
export const severityOf = ({ severity, category }: Told, template: Template | undefined): Severity =>
  severity ?? template?.items.find((item) => item.code === category)?.severity ?? 'minor';

/** Key of what is still missing; null when it may be sent. */
export function lacking({ category, photos, words }: Told): string | null {
  if (!category) return 'app.report.choose_first';
  return photos.length === 0 && words.trim().length < 2 ? 'app.check.tell_more' : null;
}

export const damageReport = (asset: Asset, told: Told, severity: Severity, where: Where): Draft<'damage.report'> => ({
  kind: 'damage.report', subjectId: asset.id, baseVersion: null, title: say('app.report.item_title', asset.name),
  payload: {
    category: told.category ?? OTHER, severity, words: told.words.trim(), unit_id: null,
    upward: told.category === UPWARD_QUESTION, on_behalf_of: null, ...where,
  },
});

/** A refused report as it was told. */
export function toldAgain({ payload }: Item, photos: Photo[]): Told {
  const { category, severity, words, place, scanned } = payload as DamageReportPayload;
  return { category, severity, words, photos, where: { place, scanned } };
}
