import type { ReadonlySignal } from '@preact/signals';
import type { Problem } from '../../patrol/answers';
import { metresAlong } from '../../patrol/line';
import { taking, without } from '../../patrol/take-photo';
import { Card } from '../../ui/card';
import { LongField } from '../../ui/field';
import { distanceWords } from '../../ui/figures';
import { PhotoButton, PhotoStrip } from '../../ui/photo';
import { say } from '../../words';
import type { Asset, Place } from '../../wire/types';

type Tell = (change: (now: Problem) => Problem) => void;

/** Where on a road this is: 离起点约1.2公里. */
function AlongLine({ asset, place }: { asset: Asset; place: Place | null }) {
  const along = place && metresAlong(asset.line, place);
  return along === null ? null : <p class="soft centre">{say('app.check.along', distanceWords(along))}</p>;
}

/** The photo first, words only for those who want to say more. */
export function ProblemBody({ asset, problem, place, onTell }: {
  asset: Asset; problem: Problem; place: ReadonlySignal<Place | null>; onTell: Tell;
}) {
  const add = (list: 'photos' | 'after') => taking(() => place.value, (photo) => onTell((now) => ({ ...now, [list]: [...now[list], photo] })));
  const drop = (list: 'photos' | 'after') => (position: number) => onTell((now) => ({ ...now, [list]: without(now[list], position) }));
  const mending = problem.way === 'spot';
  return (
    <div class="stack">
      <Card tone={mending ? undefined : 'bad'} heading={say(mending ? 'app.check.before' : 'app.check.what_is_wrong')}>
        <PhotoStrip pictures={problem.photos} words={say('app.check.photo_of_problem')} onDrop={drop('photos')} />
        <PhotoButton kind={problem.photos.length === 0 ? 'go' : 'plain'} testid="problem-photo" onFile={add('photos')}
          words={say(problem.photos.length === 0 ? 'app.photo.take' : 'app.photo.another')} />
      </Card>
      {mending && (
        <Card tone="good" heading={say('app.check.after')}>
          <PhotoStrip pictures={problem.after} words={say('app.check.photo_after')} onDrop={drop('after')} />
          <PhotoButton kind={problem.after.length === 0 ? 'go' : 'plain'} testid="after-photo" onFile={add('after')} words={say('app.check.take_after')} />
        </Card>
      )}
      <AlongLine asset={asset} place={problem.place ?? place.value} />
      <Card>
        <LongField label={say('app.check.words')} hint={say('app.check.words_hint')} value={problem.words} testid="problem-words"
          onInput={(words) => onTell((now) => ({ ...now, words }))} />
      </Card>
    </div>
  );
}
