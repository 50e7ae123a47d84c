import type { ReadonlySignal } from '@preact/signals';
import type { Problem } from '../../patrol/answers';
import { metresAlong } from '../../patrol/line';
import { PhotoCard } from '../../patrol/photo-card';
import type { Photo } from '../../store/photos';
import { Card } from '../../ui/card';
import { LongField } from '../../ui/field';
import { distanceWords } from '../../ui/figures';
import { say } from '../../words';
import type { Asset, Place } from '../../wire/types';

type Tell = (change: (now: Problem) => Problem) => void;

/** Where on a road or canal something is: 离起点约1.2公里. */
function alongWords(asset: Asset, place: Place | null): string | null {
  const along = place && metresAlong(asset.line, place);
  return along === null ? null : say('app.check.along', distanceWords(along));
}

interface BodyProps {
  draftKey: string;
  asset: Asset;
  problem: Problem;
  place: ReadonlySignal<Place | null>;
  onTell: Tell;
}

/** The photo first, words only for those who want to say more. */
export function ProblemBody({ draftKey, asset, problem, place, onTell }: BodyProps) {
  const mending = problem.way === 'spot';
  const here = alongWords(asset, problem.place ?? place.value);
  const under = (photo: Photo) => alongWords(asset, photo.place);
  return (
    <div class="stack">
      <PhotoCard draftKey={draftKey} tone={mending ? undefined : 'bad'} heading={say(mending ? 'app.check.before' : 'app.check.what_is_wrong')} needed place={place}
        photos={problem.photos} words={say('app.check.photo_of_problem')} testid="problem-photo" under={under}
        onChange={(next) => onTell((now) => ({ ...now, photos: next(now.photos) }))} />
      {mending && (
        <PhotoCard draftKey={draftKey} tone="good" heading={say('app.check.after')} needed place={place} photos={problem.after} words={say('app.check.photo_after')}
          testid="after-photo" under={under} onChange={(next) => onTell((now) => ({ ...now, after: next(now.after) }))} />
      )}
      {problem.photos.length === 0 && here && <p class="soft centre">{here}</p>}
      <Card>
        <LongField label={say('app.check.words')} hint={say('app.check.words_hint')} value={problem.words} testid="problem-words"
          onInput={(words) => onTell((now) => ({ ...now, words }))} />
      </Card>
    </div>
  );
}
