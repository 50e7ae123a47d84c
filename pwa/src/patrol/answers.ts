/** What a visit says: which questions were asked, what was answered, which photo belongs to which answer. */
import type { Photo } from '../store/photos';
import type { Answer, Asset, Place, Scanned, Task, Template, TemplateItem } from '../wire/types';
import { isOpen } from './due';
import { metresAlong } from './line';

/** One thing that is not as it should be, on the whole asset or on one of its parts. */
export interface Problem {
  code: string;
  unitId: string | null;
  /** `problem`, or the option of a choice that counts as one. */
  value: string;
  way: 'repair' | 'spot';
  photos: Photo[];
  after: Photo[];
  words: string;
  place: Place | null;
  /** Metres from the start of the road, as a refused visit told them. */
  along?: number;
}

/** A visit under way; it lies in IndexedDB after each change, photos included. */
export interface VisitDraft {
  taskId: string | null;
  startedAt: string;
  scanned: Scanned;
  /** Where a refused visit was made; else it is where the phone is when it is saved. */
  place?: Place | null;
  problems: Problem[];
  absent: string[];
  /** What was chosen, measured or written, by code. */
  values: Record<string, string>;
  planPhotos: Photo[];
  /** Parts whose own plate was scanned on this walk. */
  seen?: string[];
  /** What does not say enough yet to be one of `problems`; the camera may kill the browser in the middle of it. */
  pending: Problem | null;
}

export interface Visit {
  answers: Answer[];
  asked: string[];
  all_normal: boolean;
  photos: Photo[];
}

export const emptyVisit = (task: Task | null, scanned: Scanned, now: Date): VisitDraft => ({
  taskId: task?.id ?? null, startedAt: now.toISOString(), scanned, problems: [], absent: [], values: {}, planPhotos: [], pending: null,
});

/** Something wrong that nobody has shown or told anything of yet. */
export const newProblem = (code: string, unitId: string | null, value = 'problem'): Problem =>
  ({ code, unitId, value, way: 'repair', photos: [], after: [], words: '', place: null });

/** Photos under their final slots; the number goes on over the parts of one asset, so no two share a slot. */
function slotted(problems: readonly Problem[]): Map<Problem, Photo[]> {
  const used = new Map<string, number>();
  const number = (photo: Photo, name: string, code: string): Photo => {
    const slot = `${name}/${code}`;
    const next = (used.get(slot) ?? 0) + 1;
    used.set(slot, next);
    return { ...photo, slot: `${slot}/${next}` };
  };
  return new Map(problems.map((problem) => [problem, [
    ...problem.photos.map((photo) => number(photo, problem.way === 'spot' ? 'before' : 'problem', problem.code)),
    ...(problem.way === 'spot' ? problem.after.map((photo) => number(photo, 'after', problem.code)) : []),
  ]]));
}

function alongOf({ photos, place, along }: Problem, asset: Asset): number | null {
  const shown = photos.find((photo) => photo.place)?.place;
  if (!shown && along !== undefined) return along;
  const at = shown ?? place;
  return at && metresAlong(asset.line, at);
}

function problemAnswer(problem: Problem, item: TemplateItem | undefined, asset: Asset, photos: Photo[]): Answer {
  const along = alongOf(problem, asset);
  return {
    code: problem.code,
    value: problem.value,
    ...(problem.unitId && { unit_id: problem.unitId }),
    ...(item?.severity && { severity: item.severity }),
    ...(problem.words.trim() && { words: problem.words.trim() }),
    ...(problem.way === 'spot' && { fixed_on_spot: true }),
    ...(along !== null && { chainage_m: along }),
    ...(photos.length > 0 && { slots: photos.map(({ slot }) => slot) }),
  };
}

/** The answer to a question nobody had trouble with; null when it was not asked and keeps its last known value. */
function quietAnswer(item: TemplateItem, draft: VisitDraft): Answer | null {
  if (draft.absent.includes(item.code)) return { code: item.code, value: 'absent' };
  if (item.type === 'check') return { code: item.code, value: 'ok' };
  const value = draft.values[item.code];
  return value ? { code: item.code, value: item.type === 'number' ? Number(value) : value } : null;
}

/** Turns the draft into what is sent; a choice that nobody touched is left out of `asked`. */
export function visitOf(template: Template, asset: Asset, draft: VisitDraft): Visit {
  const photosOf = slotted(draft.problems);
  const answers = template.items.flatMap((item): Answer[] => {
    const problems = draft.problems.filter(({ code }) => code === item.code);
    if (problems.length > 0) return problems.map((each) => problemAnswer(each, item, asset, photosOf.get(each) ?? []));
    const quiet = quietAnswer(item, draft);
    return quiet ? [quiet] : [];
  });
  return {
    answers,
    asked: [...new Set(answers.map(({ code }) => code))],
    all_normal: draft.problems.length === 0 && draft.absent.length === 0,
    photos: [
      ...[...photosOf.values()].flat(),
      ...draft.planPhotos.map((photo, position) => ({ ...photo, slot: `plan/${position + 1}` })),
    ],
  };
}

/** Whether a person who was not there could understand the problem: a photo, or some words. */
export const isTold = (problem: Pick<Problem, 'photos' | 'words'>): boolean =>
  problem.photos.length > 0 || problem.words.trim().length >= 2;

/** The draft with this problem in place of an earlier one at the same question and part. */
export function withProblem(draft: VisitDraft, problem: Problem): VisitDraft {
  const sound = withoutProblem(draft, problem.code, problem.unitId);
  return { ...sound, problems: [...sound.problems, problem] };
}

/** The draft with this question sound again. */
export const withoutProblem = (draft: VisitDraft, code: string, unitId: string | null): VisitDraft => ({
  ...draft,
  absent: draft.absent.filter((each) => each !== code),
  problems: draft.problems.filter((each) => !isSame(each, code, unitId)),
  pending: draft.pending && isSame(draft.pending, code, unitId) ? null : draft.pending,
});

/** What was told so far where this problem is: being told now, told before, or nothing yet. */
export const toldSoFar = ({ pending, problems }: VisitDraft, fresh: Problem): Problem =>
  [pending, ...problems].find((each) => each && isSame(each, fresh.code, fresh.unitId)) ?? fresh;

const isUnmended = ({ way, photos, after }: Problem): boolean => way === 'spot' && (photos.length === 0 || after.length === 0);

/**
 * The draft with more told of one problem; as soon as it says enough it counts, whatever button is pressed afterwards.
 *
 * Mended on the spot counts as such only with both its photos; until then somebody must come.
 */
export function telling(draft: VisitDraft, fresh: Problem, change: (now: Problem) => Problem): VisitDraft {
  const next = change(toldSoFar(draft, fresh));
  if (!isTold(next)) return { ...draft, problems: draft.problems.filter((each) => !isSame(each, next.code, next.unitId)), pending: next };
  return isUnmended(next) ? { ...withProblem(draft, { ...next, way: 'repair' }), pending: next } : withProblem(draft, next);
}

const isUntold = ({ problems, absent, values, planPhotos, seen = [] }: VisitDraft): boolean =>
  [problems, absent, Object.keys(values), planPhotos, seen].every(({ length }) => length === 0);

/**
 * The draft as it is at this opening: while nothing was told it begins anew.
 *
 * Afterwards a scan counts more than the list, and the round that is open now takes the place of one that is over.
 * A refused visit stays what it was.
 */
export function asOfNow(draft: VisitDraft, blank: VisitDraft, tasks: ReadonlyMap<string, Task>): VisitDraft {
  // An older app left a problem there that was told already.
  const told = draft.pending && isTold(draft.pending) ? telling(draft, draft.pending, (now) => now) : draft;
  if (told.place !== undefined) return told;
  const { taskId, scanned, startedAt } = blank;
  if (isUntold(told)) return { ...told, taskId, scanned, startedAt };
  const task = tasks.get(told.taskId ?? '');
  return { ...told, scanned: told.scanned.by === 'list' ? scanned : told.scanned, taskId: task && isOpen(task) ? task.id : taskId };
}

/** The draft with one more part looked at. */
export const withSeen = (draft: VisitDraft, unitId: string): VisitDraft =>
  draft.seen?.includes(unitId) ? draft : { ...draft, seen: [...(draft.seen ?? []), unitId] };

const isSame = (problem: Problem, code: string, unitId: string | null): boolean =>
  problem.code === code && problem.unitId === unitId;
