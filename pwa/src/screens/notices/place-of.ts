import { assets, orders, reports } from '../../store/rows';

const ROOMS: Record<string, typeof assets | typeof orders | typeof reports> = { asset: assets, report: reports, order: orders };

/** The screen of this app that a notice is about; null when this phone has none. */
export function placeOf(link: string): string | null {
  const [, , room = '', id = ''] = link.split('?')[0]!.split('/');
  return ROOMS[room]?.value.has(id) ? link : null;
}
