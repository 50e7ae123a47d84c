import { useState } from 'preact/hooks';
import { say } from '../words';
import type { ButtonKind } from './button';
import { Icon } from './icon';
import { noteSeen } from './seen-photos';

interface PhotoButtonProps {
  words: string;
  testid: string;
  kind?: ButtonKind;
  /** Stands small at the end of a row; what it is for, for those who only hear it. */
  inRow?: string;
  onFile: (file: File) => Promise<void>;
}

/** Opens the phone's own camera; works inside WeChat, where a live picture does not. */
export function PhotoButton({ words, testid, kind = 'plain', inRow, onFile }: PhotoButtonProps) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    setFailed(false);
    await onFile(file).catch(() => setFailed(true));
    input.value = '';
    setBusy(false);
  };
  return (
    <>
      <label class={`button button-${kind} photo-button${inRow ? ' row-photo' : ''}`} aria-busy={busy}>
        <input
          type="file" accept="image/*" capture="environment" class="unseen" data-testid={testid} disabled={busy} aria-label={inRow}
          onChange={(event) => void take(event.currentTarget)}
        />
        <Icon name="camera" />
        <span>{busy ? say('app.photo.saving') : words}</span>
      </label>
      {failed && <p class="wrong" role="alert">{say('app.photo.failed')}</p>}
    </>
  );
}

/** What a strip needs of a photo that lies on the phone. */
export interface Picture {
  sha256: string;
  previewUrl: string;
}

const Taken = ({ picture, words, under, onDrop }: { picture: Picture; words: string; under?: string | null; onDrop?: () => void }) => (
  <li class="taken">
    <img src={picture.previewUrl} alt={words} />
    {under && <span class="small soft">{under}</span>}
    {onDrop && (
      <button type="button" class="drop" aria-label={say('app.photo.drop', words)} onClick={onDrop}>
        <Icon name="close" />
      </button>
    )}
  </li>
);

/** The photos just taken, each with its cross. */
export const PhotoStrip = <P extends Picture>({ pictures, words, under, onDrop }: {
  pictures: readonly P[]; words: string; under?: (picture: P) => string | null; onDrop?: (position: number) => void;
}) =>
  pictures.length === 0 ? null : (
    <ul class="strip">
      {pictures.map((picture, position) => (
        <Taken
          key={picture.sha256} picture={picture} words={say('app.photo.nth', words, position + 1)} under={under?.(picture)}
          onDrop={onDrop && (() => onDrop(position))}
        />
      ))}
    </ul>
  );

/** Photos that lie on the server; without a network each says so instead of showing a broken picture. */
export const SentPhotos = ({ ids, words }: { ids: readonly string[]; words: string }) =>
  ids.length === 0 ? null : (
    <ul class="strip">
      {ids.map((id, position) => <li class="taken" key={id}><SentPhoto id={id} words={say('app.photo.nth', words, position + 1)} /></li>)}
    </ul>
  );

/** One photo from the server, small, opening large. */
export function SentPhoto({ id, words }: { id: string; words: string }) {
  const [missing, setMissing] = useState(false);
  if (missing) return <span class="no-photo soft small"><Icon name="photo" />{say('app.photo.no_signal')}</span>;
  return (
    <a href={`/photos/${id}/1600`} target="_blank" rel="noopener">
      <img src={`/photos/${id}/320`} alt={words} loading="lazy" onLoad={() => noteSeen(id)} onError={() => setMissing(true)} />
    </a>
  );
}
