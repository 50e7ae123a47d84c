/**
 * What the person just did, shown at once: saved items played over the rows until the pull brings the server's truth.
 *
 * A command counts only while the row still stands at the version it was made for, so a row that
 * the server already moved is never moved twice.
 */
import type {
  Asset, AssetCorrectPayload, AssetRegisterPayload, BlankTag, DamageAnswerPayload, DamageReportPayload, DamageSecurePayload, InspectionPayload, Item, Order, OrderMove, Report, TagBindPayload, TagReplacePayload, Task,
  TaskExcusePayload,
} from '../wire/types';
import { countyTime } from '../wire/county-time';

type Rows<T> = ReadonlyMap<string, T>;
type Versioned = { id: string; version: number };

function changed<T extends Versioned>(rows: Rows<T>, id: string | null, alter: (row: T) => T): Rows<T> {
  const row = id === null ? undefined : rows.get(id);
  return row ? new Map(rows).set(row.id, alter(row)) : rows;
}

/** The row one version later, when it is the version the command was made for. */
function moved<T extends Versioned>(rows: Rows<T>, item: Item, next: (row: T) => Partial<T>): Rows<T> {
  return changed(rows, item.subject_id, (row) =>
    row.version === item.base_version ? { ...row, ...next(row), version: row.version + 1 } : row);
}

const BEGUN: OrderMove[] = ['pause', 'finish'];

const ORDER_MOVES: Record<string, (row: Order, item: Item) => Partial<Order>> = {
  'order.begin': () => ({ status: 'in_repair', may: BEGUN }),
  'order.pause': () => ({ status: 'paused', may: ['resume'] }),
  'order.resume': () => ({ status: 'in_repair', may: BEGUN }),
  'order.finish': (_, item) => ({
    status: 'finished', may: [], actual_cost_fen: (item.payload as { actual_cost_fen: number }).actual_cost_fen,
  }),
  'order.pass': () => ({ status: 'accepted', may: [] }),
  'order.fail': (row, item) => ({
    status: 'rework', may: row.mine ? ['begin'] : [], defects: (item.payload as { defects: string }).defects,
  }),
};

export function echoOrders(rows: Rows<Order>, items: Item[]): Rows<Order> {
  return items.reduce((known, item) => {
    const move = ORDER_MOVES[item.kind];
    return move ? moved(known, item, (row) => move(row, item)) : known;
  }, rows);
}

const OPEN_TASK: Task['status'][] = ['pending', 'in_progress', 'overdue', 'returned'];

function echoTask(rows: Rows<Task>, item: Item): Rows<Task> {
  if (item.kind === 'task.excuse') return moved(rows, item, () => ({ status: 'excused', excuse: (item.payload as TaskExcusePayload).reason }));
  if (item.kind !== 'inspection.file') return rows;
  return changed(rows, (item.payload as InspectionPayload).task_id, (row) =>
    OPEN_TASK.includes(row.status) ? { ...row, status: 'submitted' } : row);
}

export const echoTasks = (rows: Rows<Task>, items: Item[]): Rows<Task> => items.reduce(echoTask, rows);

const VERIFIED = { confirm: 'confirmed', reject: 'rejected', merge: 'merged', transfer: 'transferred' } as const;

function reported(item: Item): Report {
  const told = item.payload as DamageReportPayload;
  return {
    id: item.id, report_no: '', asset_id: item.subject_id ?? '', title: told.category, words: told.words,
    severity: told.severity, status: 'submitted', upward: told.upward, reported_at: item.captured_at, voices: 1,
    photos: [], reason: null, mine: true, may: [], version: 1,
  };
}

const ANSWERED = { mended: 'closed', not_mended: 'reopened', supply: 'triaging', appeal: 'triaging' } as const;

/** One's own report after one's word on it; where it was joined with another, that one moves. */
function answered(row: Report, { answer }: DamageAnswerPayload): Report {
  if (!row.may.includes(answer)) return row;
  return { ...row, status: row.status === 'merged' ? row.status : ANSWERED[answer], question: null, may: [] };
}

const secured = (row: Report, { measure }: DamageSecurePayload): Report =>
  ({ ...row, danger: measure, may: row.may.filter((verb) => verb !== 'secure') });

function echoReport(rows: Rows<Report>, item: Item): Rows<Report> {
  if (item.kind === 'damage.answer') return changed(rows, item.subject_id, (row) => answered(row, item.payload as DamageAnswerPayload));
  if (item.kind === 'damage.report') return rows.has(item.id) ? rows : new Map(rows).set(item.id, reported(item));
  if (item.kind === 'damage.secure') return changed(rows, item.subject_id, (row) => secured(row, item.payload as DamageSecurePayload));
  if (item.kind !== 'damage.verify') return rows;
  const { outcome, reason } = item.payload as { outcome: keyof typeof VERIFIED; reason: string | null };
  return moved(rows, item, () => ({ status: VERIFIED[outcome], reason, may: [] }));
}

export const echoReports = (rows: Rows<Report>, items: Item[]): Rows<Report> => items.reduce(echoReport, rows);

/** A day as the county's calendar has it. */
export const shanghaiDay = (at: string): string => countyTime(new Date(at)).slice(0, 10);

function visited(row: Asset, item: Item): Asset {
  const { answers } = item.payload as InspectionPayload;
  const troubled = answers.some(({ value, fixed_on_spot }) => value === 'problem' && !fixed_on_spot);
  return { ...row, last_inspected_on: shanghaiDay(item.captured_at), last_result: troubled ? 'problem' : 'ok' };
}

const ASSET_NEWS: Record<string, (row: Asset, item: Item) => Asset> = {
  'inspection.file': visited,
  'damage.report': (row, item) => ({
    ...row,
    open_reports: row.open_reports.some(({ id }) => id === item.id) ? row.open_reports
      : [...row.open_reports, { id: item.id, title: (item.payload as DamageReportPayload).category, status: 'submitted' }],
  }),
  'tag.bind': (row, item) => withPlate(row, item.payload as TagBindPayload),
  'tag.replace': replaced,
  'asset.correct': (row, item) => {
    const { field, new: put } = item.payload as AssetCorrectPayload;
    return { ...row, [field]: put || null };
  },
};

const NO_CODE = '';

function withPlate(row: Asset, { token, unit_id }: Pick<TagBindPayload, 'token' | 'unit_id'>): Asset {
  const others = (row.plates ?? []).filter((plate) => plate.token !== token);
  const known = row.plates?.find((plate) => plate.token === token);
  const plate = { token, short_code: known?.short_code ?? NO_CODE, status: 'bound' as const, unit_id: unit_id ?? known?.unit_id ?? null };
  return { ...row, tokens: [...row.tokens.filter((each) => each !== token), token], plates: [...others, plate] };
}

function replaced(row: Asset, item: Item): Asset {
  const { old_token: old, new_token: token } = item.payload as TagReplacePayload;
  const before = row.plates?.find((plate) => plate.token === old);
  const rest = {
    ...row, tokens: row.tokens.filter((each) => each !== old), plates: (row.plates ?? []).filter((plate) => plate !== before),
    former_codes: [...(row.former_codes ?? []), old],
  };
  return withPlate(rest, { token, unit_id: before?.unit_id ?? null });
}

/** A thing registered on the way, as far as the phone knows it. */
function drafted(item: Item): Asset {
  const told = item.payload as AssetRegisterPayload;
  const { lat = null, lng = null, accuracy_m = null } = told.place ?? {};
  const bare: Asset = {
    id: item.id, name: told.name, asset_type: told.asset_type, village: '', township: '', region_code: told.region_code,
    lat, lng, accuracy_m, sensitive: false, line: null, length_m: null, tokens: [], short_codes: [], plates: [],
    use_status: 'in_use', display_status: 'in_use', condition_grade: null, pending_condition: null, last_inspected_on: null,
    last_result: null, last_photo: null, units: [], open_reports: [], lifecycle: 'draft', version: 1,
  };
  return told.token ? withPlate(bare, { token: told.token, unit_id: null }) : bare;
}

/** The plates that an act takes off the roll of blank ones. */
const USED: Record<string, (item: Item) => string | null> = {
  'tag.bind': (item) => (item.payload as TagBindPayload).token,
  'tag.replace': (item) => (item.payload as TagReplacePayload).new_token,
  'asset.register': (item) => (item.payload as AssetRegisterPayload).token,
};

export function echoBlankTags(rows: Rows<BlankTag>, items: Item[]): Rows<BlankTag> {
  const used = new Set(items.map((item) => USED[item.kind]?.(item)));
  return [...rows.keys()].some((token) => used.has(token))
    ? new Map([...rows].filter(([token]) => !used.has(token))) : rows;
}

/** The thing at which a danger was made safe: the act names only the report. */
function madeSafe(rows: Rows<Asset>, item: Item): Rows<Asset> {
  const { measure } = item.payload as DamageSecurePayload;
  const here = [...rows.values()].find((asset) => asset.open_reports.some(({ id }) => id === item.subject_id));
  return changed(rows, here?.id ?? null, (row) => ({
    ...row, open_reports: row.open_reports.map((known) => (known.id === item.subject_id ? { ...known, danger: measure } : known)),
  }));
}

export function echoAssets(rows: Rows<Asset>, items: Item[]): Rows<Asset> {
  return items.reduce((known, item) => {
    if (item.kind === 'damage.secure') return madeSafe(known, item);
    if (item.kind === 'asset.register') return known.has(item.id) ? known : new Map(known).set(item.id, drafted(item));
    const alter = ASSET_NEWS[item.kind];
    return alter ? changed(known, item.subject_id, (row) => alter(row, item)) : known;
  }, rows);
}
