import { computed, signal } from '@preact/signals';
import { UNDO_S } from '../../patrol/save-act';
import { visitOf, type VisitDraft } from '../../patrol/answers';
import type { Told } from '../../patrol/use-draft';
import { spot } from '../../router';
import { save, undo } from '../../store/outbox';
import { me } from '../../store/session';
import type { Asset, InspectionPayload, Place, Template } from '../../wire/types';
import { say } from '../../words';

export interface SavedVisit {
  itemId: string;
  assetId: string;
  told: Told<VisitDraft>;
  undoable: boolean;
}

/** The visit saved last; its screen thanks and shows the way to the next place. */
export const savedVisit = signal<SavedVisit | null>(null);

/** Whoever left its screen, or came to this phone after him, finds the questions. */
computed(() => `${me.value?.user_id} ${spot.value.path}`).subscribe(() => {
  savedVisit.value = null;
});

function titleOf(asset: Asset, draft: VisitDraft): string {
  const outcome = draft.problems.length > 0 ? say('app.visit.has_problems', draft.problems.length) : say('app.visit.all_normal');
  return say('app.visit.title', asset.name, outcome);
}

/** Saves the visit on the phone, photos and all; it leaves by itself when there is a network. */
export async function saveVisit(asset: Asset, template: Template, told: Told<VisitDraft>, place: Place | null): Promise<void> {
  const { key, value: draft } = told;
  const { photos, ...answers } = visitOf(template, asset, draft);
  const payload: InspectionPayload = {
    task_id: draft.taskId, template: template.asset_type, template_version: template.version,
    ...answers, place: draft.place === undefined ? place : draft.place, started_at: draft.startedAt, scanned: draft.scanned,
  };
  const itemId = await save(
    { kind: 'inspection.file', subjectId: asset.id, baseVersion: null, payload, title: titleOf(asset, draft) }, photos, key,
  );
  savedVisit.value = { itemId, assetId: asset.id, told, undoable: true };
  setTimeout(() => endUndo(itemId), (me.value?.settings.undo_s ?? UNDO_S) * 1000);
}

/** The seconds for second thoughts are over; the button goes, the thanks stay. */
function endUndo(itemId: string): void {
  const now = savedVisit.value;
  if (now?.itemId === itemId) savedVisit.value = { ...now, undoable: false };
}

/** Takes the visit back while it has not left the phone; false when it is already on its way. */
export async function takeBack({ itemId, told }: SavedVisit): Promise<boolean> {
  if (!(await undo(itemId, told))) return false;
  savedVisit.value = null;
  return true;
}
