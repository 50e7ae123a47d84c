/** How far along a road or canal a point lies. */
import { metresBetween } from '../device/place';

type Pair = readonly [lat: number, lng: number];
interface Point { lat: number; lng: number }

const point = ([lat, lng]: Pair): Point => ({ lat, lng });

/** The share of the way from `start` to `end` that lies nearest to `at`; flat earth is good enough for one segment. */
function shareAlong(start: Pair, end: Pair, at: Point): number {
  const shrink = Math.cos((at.lat * Math.PI) / 180);
  const [east, north] = [(end[1] - start[1]) * shrink, end[0] - start[0]];
  const [toEast, toNorth] = [(at.lng - start[1]) * shrink, at.lat - start[0]];
  const length = east * east + north * north;
  return length === 0 ? 0 : Math.min(1, Math.max(0, (toEast * east + toNorth * north) / length));
}

/** Metres from the first point of the line to the spot on it that is nearest to `at`; null for a line without length. */
export function metresAlong(line: readonly Pair[] | null, at: Point): number | null {
  if (!line || line.length < 2) return null;
  let walked = 0;
  let best = { off: Infinity, along: 0 };
  for (let i = 1; i < line.length; i += 1) {
    const [start, end] = [line[i - 1] as Pair, line[i] as Pair];
    const share = shareAlong(start, end, at);
    const foot = { lat: start[0] + (end[0] - start[0]) * share, lng: start[1] + (end[1] - start[1]) * share };
    const length = metresBetween(point(start), point(end));
    const off = metresBetween(foot, at);
    if (off < best.off) best = { off, along: walked + length * share };
    walked += length;
  }
  return Math.round(best.along);
}
