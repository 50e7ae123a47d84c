/** Opens the store, starts the beat, shows the first screen. */
import { render } from 'preact';
import './look/base.css';
import './look/large.css';
import { listenForInstall } from './device/install';
import { installShell } from './device/update';
import { startRouter } from './router';
import { Shell } from './shell';
import { open } from './store/db';
import { learnDrafts } from './store/drafts';
import { start } from './sync/beat';
import { resume } from './sync/session';
import { speakAsBefore } from './words';

const root = document.getElementById('app') as HTMLElement;

/** The phone's storage refused: without it nothing could be kept, so say so instead of pretending. */
function tellNoStore(): void {
  root.textContent = '这台手机现在存不了东西，请关掉无痕模式，或者腾点空间再打开。';
  root.setAttribute('role', 'alert');
}

async function begin(): Promise<void> {
  listenForInstall();
  await open();
  await Promise.all([resume(), speakAsBefore()]);
  startRouter();
  root.replaceChildren();
  render(<Shell />, root);
  // A task of its own each: the first screen is painted before the heart beats.
  setTimeout(start);
  setTimeout(() => void learnDrafts());
  void installShell();
}

begin().catch((error: unknown) => {
  tellNoStore();
  throw error;
});
