import { useState } from 'preact/hooks';
import { readPicture, readTyped, type Found } from '../../device/scanner';
import { openTag } from '../../patrol/open-tag';
import { blankTags } from '../../store/rows';
import { Button } from '../../ui/button';
import { Card } from '../../ui/card';
import { Field } from '../../ui/field';
import { Page } from '../../ui/page';
import { PhotoButton } from '../../ui/photo';
import { say } from '../../words';
import type { Scanned } from '../../wire/types';
import { Viewfinder } from './viewfinder';

/** Why a plate of ours opens nothing on this phone. */
const unknownWords = ({ token }: Found): string => say(token && blankTags.value.has(token) ? 'app.scan.blank' : 'app.scan.unknown');

/** 扫一扫: live camera, a picture, or the code typed; all three always in sight. */
export default function ScanScreen() {
  const [complaint, setComplaint] = useState('');
  const open = (found: Found, by: Scanned['by']) => {
    if (!openTag(found, by)) setComplaint(unknownWords(found));
  };
  const fromPicture = async (file: File) => {
    const found = await readPicture(file);
    if (found) open(found, 'picture');
    else setComplaint(say('app.scan.no_code'));
  };
  return (
    <Page title={say('app.scan')}>
      <Viewfinder onFound={(found) => open(found, 'camera')} />
      <p class="wrong centre" role="alert">{complaint}</p>
      <PhotoButton testid="scan-picture" words={say('app.scan.picture')} onFile={fromPicture} />
      <TypedCode onFound={(found) => open(found, 'typed')} />
    </Page>
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
      <form class="stack" onSubmit={look}>
        <Field label={say('app.scan.typed')} hint={say('app.scan.typed_hint')} wrong={wrong} value={typed} onInput={setTyped} testid="scan-typed" maxLength={120} />
        <Button submit icon="search" testid="scan-typed-go">{say('app.scan.typed_go')}</Button>
      </form>
    </Card>
  );
}
