import { useDraft, type Draft } from './use-draft';
import { arrivalAt } from './arrival';
import { emptyVisit, type VisitDraft } from './answers';
import { taskOf } from './due';
import { tasks } from '../store/rows';

export const visitKey = (assetId: string): string => `visit/${assetId}`;

/** The visit under way at one asset, or a fresh one. */
export const useVisit = (assetId: string): Draft<VisitDraft> =>
  useDraft(visitKey(assetId), () => emptyVisit(taskOf(assetId, tasks.value.values()), arrivalAt(assetId), new Date()));
