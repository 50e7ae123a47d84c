/** How far a report or an order has come, in the words the villager reads too. */
import type { Tone } from '../ui/chip';
import { language, say, sayKnown } from '../words';
import type { Order, Report, Severity, Template, TemplateItem } from '../wire/types';

const REPORT_TONES: Record<string, Tone> = {
  submitted: 'wait', triaging: 'wait', need_info: 'wait', reopened: 'bad', confirmed: 'way', dispatched: 'way',
  resolved: 'good', closed: 'good', fixed_on_spot: 'good', archived: 'quiet', rejected: 'quiet', merged: 'quiet', transferred: 'way',
  received: 'wait', accepted: 'way', handling: 'way', escalated: 'way', answered: 'good', satisfied: 'good', unsatisfied: 'bad',
};
const ORDER_TONES: Record<string, Tone> = {
  assigned: 'wait', in_repair: 'way', paused: 'wait', finished: 'wait', rework: 'bad', accepted: 'good',
  awaiting_funds: 'wait', closed_not_fixed: 'quiet', cancelled: 'quiet',
};
const SEVERITY_TONES: Record<Severity, Tone> = { minor: 'quiet', major: 'wait', critical: 'bad' };

export interface Stage {
  tone: Tone;
  words: string;
}

export const reportStage = ({ status }: Pick<Report, 'status'>): Stage => ({
  tone: REPORT_TONES[status] ?? 'quiet', words: sayKnown(`app.report.status.${status}`, 'app.status.other'),
});

export const orderStage = ({ status }: Pick<Order, 'status'>): Stage => ({
  tone: ORDER_TONES[status] ?? 'way', words: sayKnown(`app.order.status.${status}`, 'app.status.other'),
});

/** How bad it is; nobody has judged it yet while it is null. */
export const severityStage = (severity: Severity | null): Stage =>
  severity ? { tone: SEVERITY_TONES[severity], words: sayKnown(`app.severity.${severity}`, 'app.severity.none') }
    : { tone: 'quiet', words: say('app.severity.none') };

/** A checklist's own words, in the language spoken now. */
export const itemWords = ({ zh, en }: Pick<TemplateItem | Template, 'zh' | 'en'>): string => (language.value === 'en' ? en : zh);
