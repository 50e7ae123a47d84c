import type { ReadonlySignal } from '@preact/signals';
import type { Photo } from '../store/photos';
import { Card } from '../ui/card';
import { PhotoButton, PhotoStrip } from '../ui/photo';
import { say } from '../words';
import type { Place } from '../wire/types';
import { takePhoto } from './take-photo';

interface PhotoCardProps {
  /** Key of the draft that the photos belong to. */
  draftKey: string;
  heading: string;
  photos: readonly Photo[];
  /** What is on the photos, for those who do not see them. */
  words: string;
  testid: string;
  place: ReadonlySignal<Place | null>;
  tone?: 'good' | 'bad' | 'wait';
  /** The photo is the next thing to do; without it nothing goes on. */
  needed?: boolean;
  /** What stands below one photo, such as how far along a road it was taken. */
  under?: (photo: Photo) => string | null;
  onChange: (next: (now: Photo[]) => Photo[]) => void;
}

/** Photos of one thing: those taken, and the button for the next; slots are given when the whole is saved. */
export const PhotoCard = ({ draftKey, heading, photos, words, testid, place, tone, needed, under, onChange }: PhotoCardProps) => (
  <Card heading={heading} tone={tone}>
    <PhotoStrip pictures={photos} words={words} under={under} onDrop={(position) => onChange((now) => now.filter((_, each) => each !== position))} />
    <PhotoButton
      testid={testid} kind={needed && photos.length === 0 ? 'go' : 'plain'}
      words={say(photos.length === 0 ? 'app.photo.take' : 'app.photo.another')}
      onFile={(file) => takePhoto(draftKey, file, place.value, (photo) => onChange((now) => [...now, photo]))}
    />
  </Card>
);
