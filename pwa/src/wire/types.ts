/** What phone and server say to each other, as written in docs/sync.md. Times are UTC ISO 8601 with Z; `_on` dates are Asia/Shanghai. */

import type { Measure, ReportAnswer, TaskExcusePayload } from './payloads';

export type * from './payloads';

export type Iso = string;
export type Severity = 'critical' | 'major' | 'minor';

/** A position in WGS-84; `accuracy_m` is a radius in metres. */
export interface Place {
  lat: number;
  lng: number;
  accuracy_m: number;
  source: string;
  fixed_at: Iso;
}

/** How the thing was recognised at the start of an act. */
export interface Scanned {
  by: 'camera' | 'picture' | 'typed' | 'system' | 'list';
  token: string | null;
  short_code: string | null;
}

export interface Exif {
  taken_at: string | null;
  lat: number | null;
  lng: number | null;
}

export interface FileNote {
  sha256: string;
  bytes: number;
  mime: string;
  slot: string;
  taken_at: Iso;
  place: Place | null;
  exif: Exif;
}

export type ItemKind =
  | 'inspection.file' | 'damage.report' | 'damage.verify' | 'damage.answer' | 'damage.secure' | 'task.excuse'
  | 'order.begin' | 'order.pause' | 'order.resume' | 'order.finish' | 'order.pass' | 'order.fail'
  | 'tag.bind' | 'tag.replace' | 'asset.register' | 'asset.correct' | 'month.contest';

/** The envelope whose bytes are frozen when a person saves. */
export interface Item {
  id: string;
  kind: ItemKind;
  schema_version: number;
  app_version: string;
  author_id: string;
  county_code: string;
  device_id: string;
  device_seq: number;
  subject_id: string | null;
  base_version: number | null;
  captured_at: Iso;
  server_beacon: Iso | null;
  since_beacon_ms: number | null;
  payload: object;
  files: FileNote[];
}

export type ReceiptStatus = 'accepted' | 'quarantined' | 'conflict' | 'rejected' | 'id_reused';

export interface Decision {
  id: string;
  item_id: string;
  outcome: 'admitted' | 'refused';
  reason_zh: string | null;
  reason_en: string | null;
  decided_at: Iso;
}

export interface Receipt {
  id: string | null;
  sha256: string | null;
  status: ReceiptStatus;
  reason_code: string | null;
  reason_zh: string | null;
  reason_en: string | null;
  received_at: Iso | null;
  missing_files: string[];
  decision: Omit<Decision, 'id'> | null;
}

/** An RFC 9457 refusal. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  detail_en: string;
}

export interface Me {
  user_id: string;
  display_name: string;
  username: string;
  county_code: string;
  county_name: string;
  region_code: string;
  region_name: string;
  roles: string[];
  presets: string[];
  /** Suspended: what was recorded may still be brought, nothing is shown. */
  upload_only: boolean;
  csrf: string;
  server_time: Iso;
  /** Changes when the server is restored from a copy. */
  restore_epoch: string;
  settings: { app_name: string; hotline: string; tag_origins: string[]; large_text: boolean; undo_s: number; receipt_limit_fen?: number };
}

/** Whom a cadre's QR code is for. */
export interface Invited {
  display_name: string;
  region_name: string;
}

/** A phone or computer on which this person is signed in. */
export interface SignInRow {
  id: string;
  maker: string;
  browser: string;
  /** The cadre whose QR code opened it; null by password. */
  opened_by: string | null;
  signed_in_on: string;
  last_seen_on: string;
  this_one: boolean;
}

export interface TemplateItem {
  code: string;
  zh: string;
  en: string;
  type: 'check' | 'choice' | 'number' | 'text' | 'photo';
  severity: Severity | null;
  photo: 'when_abnormal' | 'optional' | 'by_plan' | 'always' | null;
  spot_fix: boolean;
  options?: { value: string; zh: string; answer?: string }[];
  unit?: string;
  min?: number;
  max?: number;
}

export interface Template {
  id: string;
  asset_type: string;
  version: number;
  zh: string;
  en: string;
  scope: 'whole' | 'units' | 'line';
  notice: string | null;
  items: TemplateItem[];
}

export interface Asset {
  id: string;
  name: string;
  asset_type: string;
  village: string;
  township: string;
  region_code: string;
  /** Absent in rows pulled before the register could be put right. */
  address?: string | null;
  spec?: string | null;
  lat: number | null;
  lng: number | null;
  accuracy_m: number | null;
  sensitive: boolean;
  line: [number, number][] | null;
  length_m: number | null;
  tokens: string[];
  short_codes: string[];
  /** Rows pulled before plates had rows of their own lack the next three. */
  plates?: PlateRow[];
  former_codes?: string[];
  household?: boolean;
  use_status: string;
  display_status: string;
  condition_grade: string | null;
  pending_condition: string | null;
  last_inspected_on: string | null;
  last_result: 'ok' | 'problem' | null;
  last_photo: string | null;
  units: { id: string; no: string; name: string; lat: number | null; lng: number | null }[];
  /** `danger`: open while nobody made it safe, else what was done; null or absent without danger. `safe_by`: until when, while open. */
  open_reports: { id: string; title: string; status: string; danger?: 'open' | Measure | null; safe_by?: string | null }[];
  lifecycle: string;
  version: number;
}

/** One plate of an asset; `printed` ones were printed again and wait to be hung. */
export interface PlateRow {
  token: string;
  short_code: string;
  status: 'bound' | 'damaged' | 'printed';
  unit_id: string | null;
}

export interface Task {
  id: string;
  asset_id: string;
  plan: string;
  /** `routine`, or what the season asks for: `flood`, `winter`, `post_event`. */
  plan_kind?: string;
  window_start_on: string;
  due_on: string;
  status:
    | 'pending' | 'in_progress' | 'overdue' | 'returned' | 'submitted'
    | 'excused' | 'missed' | 'done' | 'cancelled' | 'lapsed';
  photo_asked: boolean;
  excuse?: TaskExcusePayload['reason'] | null;
  /** Why the last visit was sent back, while another is asked for. */
  redo_words?: string | null;
  version: number;
}

export interface Report {
  id: string;
  report_no: string;
  asset_id: string;
  title: string;
  words: string;
  /** Null until somebody judged it: a villager is not asked. */
  severity: Severity | null;
  status: string;
  upward: boolean;
  reported_at: Iso;
  voices: number;
  photos: string[];
  reason: string | null;
  mine: boolean;
  /** What the reporter is asked for; older rows lack it. */
  question?: string | null;
  danger?: 'open' | Measure | null;
  may: ('verify' | 'reject' | 'secure' | ReportAnswer)[];
  version: number;
}

export type OrderMove = 'begin' | 'pause' | 'resume' | 'finish' | 'pass' | 'fail';

export interface Order {
  id: string;
  order_no: string;
  report_id: string | null;
  asset_id: string;
  title: string;
  words: string;
  severity: Severity;
  status: string;
  due_on: string | null;
  mine: boolean;
  before: string[];
  after: string[];
  /** Pictures of the bills; older rows lack them. */
  receipt?: string[];
  actual_cost_fen: number | null;
  defects: string | null;
  /** Why it waits for money or ended unmended; older rows lack it. */
  reason?: string | null;
  /** When somebody looks at the money again. */
  review_on?: string | null;
  may: OrderMove[];
  version: number;
}

export interface BlankTag {
  id: string;
  token: string;
  short_code: string;
  /** The village whose roll it is of; rows of an older server lack it. */
  region_code?: string;
  village?: string;
}

/** One thing that this person should hear of and has not read. */
export interface Notice {
  id: string;
  kind: string;
  zh: string;
  en: string;
  link: string;
  created_at: Iso;
}

export type FeedLine =
  | { kind: 'reset' }
  | { kind: 'cursor'; cursor: string; more: boolean; user_id?: string; restore_epoch: string; server_time: Iso }
  | { kind: string; id: string; gone: true }
  | { kind: string; id: string; row: Record<string, unknown> };
