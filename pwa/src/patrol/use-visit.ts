import { useEffect, useMemo } from 'preact/hooks';
import { spot } from '../router';
import { useDraft, type Draft } from './use-draft';
import { arrivalAt } from './arrival';
import { asOfNow, emptyVisit, withSeen, type VisitDraft } from './answers';
import { taskOf } from './due';
import { visitAgain } from './visit-again';
import { tasks } from '../store/rows';

/** The visit under way at one asset, or a fresh one; a part whose own plate was just scanned counts as looked at. */
export function useVisit(assetId: string): Draft<VisitDraft> {
  const openedAt = useMemo(() => new Date(), [assetId]);
  const fresh = () => emptyVisit(taskOf(assetId, tasks.value.values()), arrivalAt(assetId), openedAt);
  const begun = useDraft(`visit/${assetId}`, fresh, visitAgain);
  const now = (draft: VisitDraft) => asOfNow(draft, fresh(), tasks.value);
  const visit: Draft<VisitDraft> = {
    key: begun.key,
    value: begun.value && now(begun.value),
    change: (next) => begun.change((before) => next(now(before))),
    ready: async () => {
      const { key, value } = await begun.ready();
      return { key, value: now(value) };
    },
  };
  const part = spot.value.query.get('seen');
  useEffect(() => {
    if (part && visit.value) visit.change((before) => withSeen(before, part));
  }, [part, visit.value === null]);
  return visit;
}
