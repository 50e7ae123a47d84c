import type { Where } from '../../patrol/arrival';
import type { Draft } from '../../store/outbox';
import type { Photo } from '../../store/photos';
import type { DamageVerifyPayload, Item, Report, Severity } from '../../wire/types';
import { seenOf } from '../../ui/seen-photos';
import { say } from '../../words';

/** What the verifier made of it so far. */
export interface Judged {
  severity: Severity | null;
  reason: string;
  publish: boolean;
  photos: Photo[];
  /** Where a refused verdict was given. */
  where?: Where;
}

export const UNJUDGED: Judged = { severity: null, reason: '', publish: false, photos: [] };

export const isReasoned = ({ reason }: Judged): boolean => reason.trim().length >= 2;

/** 属实, with its severity. */
export const confirmation = (report: Report, judged: Judged, where: Where): Draft<'damage.verify'> => ({
  kind: 'damage.verify', subjectId: report.id, baseVersion: report.version, title: say('app.verify.item_confirmed', report.title),
  payload: { outcome: 'confirm', severity: judged.severity ?? report.severity, reason: null, merge_into: null, publish_photos: judged.publish, seen_photos: seenOf(report.photos), ...where },
});

/** 不属实, with its reason. */
export const refusal = (report: Report, judged: Judged, where: Where): Draft<'damage.verify'> => ({
  kind: 'damage.verify', subjectId: report.id, baseVersion: report.version, title: say('app.verify.item_refused', report.title),
  payload: { outcome: 'reject', severity: null, reason: judged.reason.trim(), merge_into: null, publish_photos: null, seen_photos: null, ...where },
});

/** A refused verdict as it was thought out. */
export function judgedAgain({ payload }: Item, photos: Photo[]): Judged {
  const { severity, reason, publish_photos: publish, place, scanned } = payload as DamageVerifyPayload;
  return { severity, reason: reason ?? '', publish: publish ?? false, photos, where: { place, scanned } };
}
