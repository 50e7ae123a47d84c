import { useEffect } from 'preact/hooks';
import { spot } from '../router';
import { useDraft, type Draft } from './use-draft';
import { arrivalAt } from './arrival';
import { emptyVisit, withSeen, type VisitDraft } from './answers';
import { taskOf } from './due';
import { visitAgain } from './visit-again';
import { tasks } from '../store/rows';

/** The visit under way at one asset, or a fresh one; a part whose own plate was just scanned counts as looked at. */
export function useVisit(assetId: string): Draft<VisitDraft> {
  const fresh = () => emptyVisit(taskOf(assetId, tasks.value.values()), arrivalAt(assetId), new Date());
  const visit = useDraft(`visit/${assetId}`, fresh, visitAgain);
  const part = spot.value.query.get('seen');
  useEffect(() => {
    if (part && visit.value) visit.change((now) => withSeen(now, part));
  }, [part, visit.value === null]);
  return visit;
}
