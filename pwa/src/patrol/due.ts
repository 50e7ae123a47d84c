/** The order of a round: what the season asks for, then what is late, then what is near. */
import { bearingWord, metresBetween } from '../device/place';
import type { Asset, Place, Task } from '../wire/types';

export interface Due {
  task: Task;
  asset: Asset;
  /** Days past the due day; 0 while there is time. */
  lateDays: number;
  /** Null without a position of the phone or of the asset. */
  metres: number | null;
  /** Key of the word for the direction; null with `metres`. */
  bearing: string | null;
}

type Point = Pick<Place, 'lat' | 'lng'>;

const OPEN = new Set<Task['status']>(['pending', 'in_progress', 'overdue', 'returned']);
const DAY_MS = 86_400_000;

/** A round of the season: after rain, after snow, in the floods. It does not wait for the monthly one. */
export const isCampaign = ({ plan_kind = 'routine' }: Task): boolean => plan_kind !== 'routine';

export const isOpen = (task: Task): boolean => OPEN.has(task.status);

function wayTo(asset: Asset, from: Point | null): Pick<Due, 'metres' | 'bearing'> {
  const { lat, lng } = asset;
  if (!from || lat === null || lng === null) return { metres: null, bearing: null };
  return { metres: metresBetween(from, { lat, lng }), bearing: bearingWord(from, { lat, lng }) };
}

const lateDays = (task: Task, today: string): number =>
  Math.max(0, Math.round((Date.parse(today) - Date.parse(task.due_on)) / DAY_MS));

function before(one: Due, other: Due): number {
  return (
    Number(isCampaign(other.task)) - Number(isCampaign(one.task)) ||
    Number(other.lateDays > 0) - Number(one.lateDays > 0) ||
    (one.metres ?? Infinity) - (other.metres ?? Infinity) ||
    one.task.due_on.localeCompare(other.task.due_on) ||
    one.asset.name.localeCompare(other.asset.name, 'zh')
  ) || 0;
}

/** One visit answers one round at a place; a second round that waits there too is asked for afterwards. */
function oncePerPlace(due: Due[]): Due[] {
  const seen = new Set<string>();
  return due.filter(({ asset }) => !seen.has(asset.id) && seen.add(asset.id));
}

/**
 * The places that may be visited today: those of a campaign, late ones, then by distance.
 *
 * today  YYYY-MM-DD in the county's time
 * from   where the phone is; null orders by due day
 */
export function dueNow(tasks: Iterable<Task>, assets: ReadonlyMap<string, Asset>, from: Point | null, today: string): Due[] {
  const due: Due[] = [];
  for (const task of tasks) {
    const asset = assets.get(task.asset_id);
    if (!asset || !isOpen(task) || task.window_start_on > today) continue;
    due.push({ task, asset, lateDays: lateDays(task, today), ...wayTo(asset, from) });
  }
  return oncePerPlace(due.sort(before));
}

/** The open task of one asset that is due first; null when nobody asked for a visit. */
export function taskOf(assetId: string, tasks: Iterable<Task>): Task | null {
  const open = [...tasks].filter((task) => task.asset_id === assetId && isOpen(task));
  return open.sort((one, other) => one.due_on.localeCompare(other.due_on))[0] ?? null;
}
