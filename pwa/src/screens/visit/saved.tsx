import { useEffect } from 'preact/hooks';
import { dueNow, type Due } from '../../patrol/due';
import { tellFailure } from '../../patrol/save-act';
import { assets, tasks } from '../../store/rows';
import { Button } from '../../ui/button';
import { Card, Row } from '../../ui/card';
import { dateOn } from '../../ui/dates';
import { distanceWords } from '../../ui/figures';
import { Icon } from '../../ui/icon';
import { Page } from '../../ui/page';
import { toast } from '../../ui/toast';
import { say } from '../../words';
import type { Asset, Place } from '../../wire/types';
import { savedVisit, takeBack, type SavedVisit } from './save';

const wayWords = ({ metres, bearing }: Due): string | undefined =>
  metres === null || bearing === null ? undefined : say('app.next.way', say(bearing), distanceWords(metres));

function pointOf({ lat, lng }: Asset): { lat: number; lng: number } | null {
  return lat === null || lng === null ? null : { lat, lng };
}

/** 下一处：3号井，北边200米. */
function NextPlace({ asset, place }: { asset: Asset; place: Place | null }) {
  const [next] = dueNow(tasks.value.values(), assets.value, place ?? pointOf(asset), dateOn(new Date()))
    .filter((due) => due.asset.id !== asset.id);
  if (!next) return <Card><p>{say('app.next.none')}</p></Card>;
  return (
    <Card heading={say('app.next.heading')}>
      <ul class="rows">
        <li><Row href={`/app/asset/${next.asset.id}`} testid="next-place" title={next.asset.name} under={wayWords(next)} /></li>
      </ul>
    </Card>
  );
}

async function undoIt(saved: SavedVisit): Promise<void> {
  const taken = await takeBack(saved).catch(tellFailure);
  if (taken !== undefined) toast({ words: say(taken ? 'app.saved.taken_back' : 'app.saved.too_late') });
}

/** What follows a saved visit: it is safe, it can be taken back for some seconds, and here is where to go next. */
export function Saved({ asset, saved, place }: { asset: Asset; saved: SavedVisit; place: Place | null }) {
  useEffect(() => scrollTo(0, 0), []); // the questions before it were long
  const broken = saved.told.value.problems.length;
  return (
    <Page title={asset.name}>
      <div class="stack saved" data-testid="visit-saved">
        <Card tone="good">
          <div class="empty">
            <Icon name="check" />
            <h2>{say('app.saved.heading')}</h2>
            <p>{broken > 0 ? say('app.visit.has_problems', broken) : say('app.visit.all_normal')}</p>
            <p class="soft small">{say('app.saved.safe')}</p>
          </div>
        </Card>
        {saved.undoable && <Button icon="undo" testid="undo" onClick={() => undoIt(saved)}>{say('app.saved.undo')}</Button>}
        <NextPlace asset={asset} place={place} />
        <Button kind="quiet" testid="look-again" onClick={() => (savedVisit.value = null)}>{say('app.saved.look_again')}</Button>
      </div>
    </Page>
  );
}
