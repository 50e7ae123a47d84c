import { useState } from 'preact/hooks';
import { readPicture, readTyped, type Found, type Reading } from '../device/scanner';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { PhotoButton } from '../ui/photo';
import { say } from '../words';
import type { Scanned } from '../wire/types';
import { Viewfinder } from './viewfinder';

interface ScanBoxProps {
  /** Takes a plate of ours; answers what to say when it is of no use here. */
  onFound: (found: Found, by: Scanned['by']) => string | null;
  /** Takes a cadre's code that opens a phone. */
  onTicket: (ticket: string) => void;
  /** Plates have a number to type; a cadre's code has none. */
  typed?: boolean;
}

/** What a code that opens nothing is, said so that the next step is clear. */
export function readingWords(reading: Reading): string {
  if (reading.kind === 'worn') return say('app.scan.worn');
  if (reading.kind !== 'foreign') return '';
  return reading.what === 'site' ? say('app.scan.foreign.site', reading.host) : say(`app.scan.foreign.${reading.what}`);
}

/** Live camera, a picture, or the code typed: all three always in sight. */
export function ScanBox({ onFound, onTicket, typed = true }: ScanBoxProps) {
  const [complaint, setComplaint] = useState('');
  const take = (reading: Reading, by: Scanned['by']) => {
    if (reading.kind === 'ticket') return onTicket(reading.ticket);
    setComplaint(reading.kind === 'plate' ? onFound(reading.found, by) ?? '' : readingWords(reading));
  };
  const fromPicture = async (file: File) => {
    const reading = await readPicture(file);
    if (reading) take(reading, 'picture');
    else setComplaint(say('app.scan.no_code'));
  };
  return (
    <>
      <Viewfinder onRead={(reading) => take(reading, 'camera')} />
      <p class="wrong centre" role="alert" data-testid="scan-complaint">{complaint}</p>
      <PhotoButton testid="scan-picture" words={say('app.scan.picture')} onFile={fromPicture} />
      {typed && <TypedCode onFound={(found) => take({ kind: 'plate', found }, 'typed')} />}
    </>
  );
}

function TypedCode({ onFound }: { onFound: (found: Found) => void }) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState('');
  const look = (event: Event) => {
    event.preventDefault();
    const found = readTyped(typed);
    setWrong(found ? '' : say('app.scan.typed_wrong'));
    if (found) onFound(found);
  };
  return (
    <Card>
      <form class="typed-code" onSubmit={look}>
        <Field label={say('app.scan.typed')} hint={say('app.scan.typed_hint')} wrong={wrong} value={typed} onInput={setTyped} testid="scan-typed" maxLength={120} />
        <Button submit icon="search" testid="scan-typed-go">{say('app.scan.typed_go')}</Button>
      </form>
    </Card>
  );
}
