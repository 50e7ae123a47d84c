import { Card } from '../../ui/card';
import { dayWords } from '../../ui/dates';
import { SentPhoto } from '../../ui/photo';
import { say } from '../../words';
import type { Asset } from '../../wire/types';

/** 正常 · 没有待修的. */
export function outcomeWords({ last_result, open_reports }: Asset): string {
  const outcome = last_result === 'problem' ? say('app.visit.had_problem') : say('app.visit.was_ok');
  return `${outcome} · ${open_reports.length > 0 ? say('app.visit.open_reports', open_reports.length) : say('app.visit.nothing_open')}`;
}

/** When someone was here last and what it looked like, so that the new photo can take the same angle. */
export const LastVisit = ({ asset }: { asset: Asset }) => (
  <Card>
    <div class="last">
      {asset.last_photo && <SentPhoto id={asset.last_photo} words={say('app.visit.last_photo')} />}
      <div>
        <p class="strong">
          {asset.last_inspected_on ? say('app.visit.last_on', dayWords(asset.last_inspected_on)) : say('app.visit.never')}
        </p>
        {asset.last_inspected_on && <p class="soft small">{outcomeWords(asset)}</p>}
        <p class="soft small">{asset.village}</p>
      </div>
    </div>
  </Card>
);
