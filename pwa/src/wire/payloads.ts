/** What each kind of item carries in its `payload`, as written in docs/sync.md. */
import type { Iso, Place, Scanned, Severity } from './types';

export interface Answer {
  code: string;
  value: string | number;
  unit_id?: string;
  severity?: Severity;
  words?: string;
  fixed_on_spot?: boolean;
  chainage_m?: number;
  slots?: string[];
}

export interface InspectionPayload {
  task_id: string | null;
  template: string;
  template_version: number;
  answers: Answer[];
  all_normal: boolean;
  asked: string[];
  place: Place | null;
  started_at: Iso;
  scanned: Scanned;
}

export interface DamageReportPayload {
  category: string;
  severity: Severity;
  words: string;
  unit_id: string | null;
  upward: boolean;
  on_behalf_of: { name: string; phone: string } | null;
  place: Place | null;
  scanned: Scanned;
}

export interface DamageVerifyPayload {
  outcome: 'confirm' | 'reject' | 'merge' | 'transfer';
  severity: Severity | null;
  reason: string | null;
  merge_into: string | null;
  publish_photos: boolean | null;
  /** What the screen had drawn: of the rest nobody may say that it can be public. */
  seen_photos: string[] | null;
  place: Place | null;
  scanned: Scanned;
}

/** What a reporter says of his own report. */
export type ReportAnswer = 'mended' | 'not_mended' | 'supply' | 'appeal';
export interface DamageAnswerPayload { answer: ReportAnswer; words: string }
/** What keeps people safe until it is mended; `harmless`: somebody looked, it hurts nobody. */
export type Measure = 'fenced' | 'warned' | 'cut_off' | 'harmless';
export interface DamageSecurePayload { measure: Measure; place: Place | null; scanned: Scanned }
export interface TaskExcusePayload { reason: 'snow' | 'flood_danger' | 'ill' | 'other'; words: string }
export interface OrderBeginPayload { place: Place | null; scanned: Scanned }
export interface OrderPausePayload { reason: 'parts' | 'weather' | 'other'; words: string }
export interface Material { name: string; quantity: string | number; cost_fen: number }
export interface OrderFinishPayload {
  materials: Material[];
  actual_cost_fen: number;
  words: string;
  place: Place | null;
  scanned: Scanned;
}
export interface OrderPassPayload { words: string; publish_photos: boolean; seen_photos: string[]; place: Place | null; scanned: Scanned }
export interface OrderFailPayload { defects: string; place: Place | null; scanned: Scanned }
export interface TagBindPayload { token: string; unit_id: string | null; place: Place | null }
export interface TagReplacePayload { old_token: string; new_token: string; place: Place | null }
export interface AssetRegisterPayload {
  name: string;
  asset_type: string;
  token: string | null;
  region_code: string;
  words: string;
  place: Place | null;
}

export type Fact = 'address' | 'spec';
/** What the register said when the person saw it, and what is so; empty for nothing. */
export interface AssetCorrectPayload { field: Fact; old: string; new: string }

export interface MonthContestPayload {
  /** YYYY-MM. */
  month: string;
  doubt: 'visit_lacks' | 'excuse_lacks' | 'not_mine' | 'other';
  words: string;
}

/** What each kind carries, so that a screen cannot save the wrong shape. */
export interface PayloadOf {
  'inspection.file': InspectionPayload;
  'damage.report': DamageReportPayload;
  'damage.verify': DamageVerifyPayload;
  'damage.answer': DamageAnswerPayload;
  'damage.secure': DamageSecurePayload;
  'task.excuse': TaskExcusePayload;
  'order.begin': OrderBeginPayload;
  'order.pause': OrderPausePayload;
  'order.resume': Record<string, never>;
  'order.finish': OrderFinishPayload;
  'order.pass': OrderPassPayload;
  'order.fail': OrderFailPayload;
  'tag.bind': TagBindPayload;
  'tag.replace': TagReplacePayload;
  'asset.register': AssetRegisterPayload;
  'asset.correct': AssetCorrectPayload;
  'month.contest': MonthContestPayload;
}
