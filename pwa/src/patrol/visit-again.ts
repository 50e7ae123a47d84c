/** A refused visit as it lay on the screen before it was saved. */
import type { Photo } from '../store/photos';
import type { Answer, InspectionPayload, Item, Place } from '../wire/types';
import type { Problem, VisitDraft } from './answers';

/** Whoever had trouble told it: a photo or some words. */
const isTrouble = ({ value, slots, words }: Answer): boolean => value === 'problem' || slots !== undefined || words !== undefined;

function problemAgain(answer: Answer, photos: Photo[], place: Place | null): Problem {
  const own = photos.filter(({ slot }) => answer.slots?.includes(slot));
  const isAfter = ({ slot }: Photo) => slot.startsWith('after/');
  return {
    code: answer.code, unitId: answer.unit_id ?? null, value: String(answer.value), way: answer.fixed_on_spot ? 'spot' : 'repair',
    photos: own.filter((photo) => !isAfter(photo)), after: own.filter(isAfter), words: answer.words ?? '', place,
    ...(answer.chainage_m !== undefined && { along: answer.chainage_m }),
  };
}

const isValue = (answer: Answer): boolean => !isTrouble(answer) && answer.value !== 'ok' && answer.value !== 'absent';

/** What was answered, with its photos; it still says where and when it was seen. */
export function visitAgain({ payload }: Item, photos: Photo[]): VisitDraft {
  const told = payload as InspectionPayload;
  return {
    taskId: told.task_id, startedAt: told.started_at, scanned: told.scanned, place: told.place,
    problems: told.answers.filter(isTrouble).map((answer) => problemAgain(answer, photos, told.place)),
    absent: told.answers.filter(({ value }) => value === 'absent').map(({ code }) => code),
    values: Object.fromEntries(told.answers.filter(isValue).map(({ code, value }) => [code, String(value)])),
    planPhotos: photos.filter(({ slot }) => slot.startsWith('plan/')), pending: null,
  };
}
