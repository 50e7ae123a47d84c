import { assets, orders, reports } from '../../store/rows';

const ROOMS: Record<string, { rows: typeof assets | typeof orders | typeof reports; screen: string }> = {
  assets: { rows: assets, screen: '/app/asset/' },
  reports: { rows: reports, screen: '/app/report/' },
  orders: { rows: orders, screen: '/app/order/' },
  order: { rows: orders, screen: '/app/order/' },
};

/** The screen of this app that a notice is about; null when this phone has none. */
export function placeOf(link: string): string | null {
  const [, , room = '', id = ''] = link.split('/');
  const known = ROOMS[room];
  return known?.rows.value.has(id) ? known.screen + id : null;
}
