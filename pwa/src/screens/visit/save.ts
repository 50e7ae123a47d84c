import { signal } from '@preact/signals';
import { ownKey, restoreDraft } from '../../patrol/use-draft';
import { visitKey } from '../../patrol/use-visit';
import { UNDO_S } from '../../patrol/save-act';
import { visitOf, type VisitDraft } from '../../patrol/answers';
import { save, undo } from '../../store/outbox';
import { me } from '../../store/session';
import type { Asset, InspectionPayload, Place, Template } from '../../wire/types';
import { say } from '../../words';

export interface SavedVisit {
  itemId: string;
  assetId: string;
  draft: VisitDraft;
  undoable: boolean;
}

/** The visit saved last; its screen thanks and shows the way to the next place. */
export const savedVisit = signal<SavedVisit | null>(null);

function titleOf(asset: Asset, draft: VisitDraft): string {
  const outcome = draft.problems.length > 0 ? say('app.visit.has_problems', draft.problems.length) : say('app.visit.all_normal');
  return say('app.visit.title', asset.name, outcome);
}

/** Saves the visit on the phone, photos and all; it leaves by itself when there is a network. */
export async function saveVisit(asset: Asset, template: Template, draft: VisitDraft, place: Place | null): Promise<void> {
  const { photos, ...told } = visitOf(template, asset, draft);
  const payload: InspectionPayload = {
    task_id: draft.taskId, template: template.asset_type, template_version: template.version,
    ...told, place: draft.place === undefined ? place : draft.place, started_at: draft.startedAt, scanned: draft.scanned,
  };
  const itemId = await save(
    { kind: 'inspection.file', subjectId: asset.id, baseVersion: null, payload, title: titleOf(asset, draft) }, photos, ownKey(visitKey(asset.id)),
  );
  savedVisit.value = { itemId, assetId: asset.id, draft, undoable: true };
  setTimeout(() => endUndo(itemId), (me.value?.settings.undo_s ?? UNDO_S) * 1000);
}

/** The seconds for second thoughts are over; the button goes, the thanks stay. */
function endUndo(itemId: string): void {
  const now = savedVisit.value;
  if (now?.itemId === itemId) savedVisit.value = { ...now, undoable: false };
}

/** Takes the visit back while it has not left the phone; false when it is already on its way. */
export async function takeBack({ itemId, assetId, draft }: SavedVisit): Promise<boolean> {
  if (!(await undo(itemId))) return false;
  restoreDraft(visitKey(assetId), draft);
  savedVisit.value = null;
  return true;
}
