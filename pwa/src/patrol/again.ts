/** 改一改再交: at which screen a refused record is changed and handed in anew. */
import { spot } from '../router';
import { layOut, type Unpack } from '../store/again';
import { thaw } from '../store/envelope';
import { keptItems, outbox } from '../store/outbox';
import { assets, blankTagOf, orders, reports, templates } from '../store/rows';
import { mayHang, mayReport, mayVisit } from '../status/roles';
import { toast } from '../ui/toast';
import { say } from '../words';
import type { Item, ItemKind, OrderMove, TagBindPayload, TagReplacePayload, AssetRegisterPayload } from '../wire/types';
import { platesOf } from './plates';

const LONG_S = 12;

/** The refused record that the address of this screen asks to take up again. */
export const refusedHere = (): string | null => spot.value.query.get('again');

/** The record as its draft, when it was laid out just now; null when the draft of the screen is to be taken as it is. */
export async function laidOut<T>(id: string, key: string, unpack: Unpack<T>): Promise<T | null> {
  const answer = await layOut(id, key, unpack);
  if (answer === 'begun') toast({ words: say('app.again.begun') }, LONG_S);
  if (typeof answer !== 'object') return null;
  const reason = outbox.value.find((item) => item.id === id)?.reason;
  if (reason) toast({ words: say('app.again.why', reason) }, LONG_S);
  return answer.value;
}

type Screen = (item: Item) => string | null;

const subjectOf = ({ subject_id: id }: Item): string => id ?? '';

function visitAt(item: Item): string | null {
  const asset = assets.value.get(subjectOf(item));
  return asset && templates.value.has(asset.asset_type) && mayVisit() ? `/app/asset/${asset.id}` : null;
}

const reportAt: Screen = (item) => assets.value.has(subjectOf(item)) && mayReport() ? `/app/asset/${subjectOf(item)}/report` : null;

const verifyAt: Screen = (item) => reports.value.get(subjectOf(item))?.may.includes('verify') ? `/app/report/${subjectOf(item)}` : null;

const orderAt = (move: OrderMove): Screen => (item) =>
  orders.value.get(subjectOf(item))?.may.includes(move) ? `/app/order/${subjectOf(item)}/${move}` : null;

/** A plate that hangs meanwhile is hung no more. */
function hangAt(item: Item, token: string): string | null {
  const asset = assets.value.get(subjectOf(item));
  const waits = asset && platesOf(asset).some((plate) => plate.token === token && plate.status === 'printed');
  return asset && (waits || blankTagOf(token)) ? `/app/hang/${token}?asset=${asset.id}` : null;
}

function registerAt({ payload }: Item): string | null {
  const { token } = payload as AssetRegisterPayload;
  if (!mayHang() || (token && !blankTagOf(token))) return null;
  return token ? `/app/register?token=${token}` : '/app/register';
}

const SCREENS: Partial<Record<ItemKind, Screen>> = {
  'inspection.file': visitAt,
  'damage.report': reportAt,
  'damage.verify': verifyAt,
  'order.begin': orderAt('begin'),
  'order.pause': orderAt('pause'),
  'order.finish': orderAt('finish'),
  'order.pass': orderAt('pass'),
  'order.fail': orderAt('fail'),
  'tag.bind': (item) => hangAt(item, (item.payload as TagBindPayload).token),
  'tag.replace': (item) => hangAt(item, (item.payload as TagReplacePayload).new_token),
  'asset.register': registerAt,
};

/** The address at which a refused record can be changed; null where no screen takes it up, or what it was about is gone. */
export function againAt(id: string): string | null {
  const kept = keptItems.value.find((item) => item.id === id);
  const screen = kept && SCREENS[kept.kind];
  const address = screen ? screen(thaw(kept.bytes)) : null;
  return address && `${address}${address.includes('?') ? '&' : '?'}again=${id}`;
}
