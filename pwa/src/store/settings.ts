/** What belongs to this phone rather than to a person. */
import { computed, signal } from '@preact/signals';
import { uuid7 } from '../wire/uuid7';
import { recall, remember } from './db';
import { me } from './session';

export type TextSize = 'usual' | 'large' | 'larger';

const chosen = signal<TextSize | undefined>(undefined);

/** How large the words are (大字版); the person's choice wins over what the county presets for his role. */
export const textSize = computed<TextSize>(() => chosen.value ?? (me.value?.settings.large_text ? 'large' : 'usual'));

/** Whether this phone was shown how to put the app on its home screen, or said "later". */
export const homeShown = signal(true);

/** No tone when a plate is read: somebody sleeps, or it is a school. */
export const quiet = signal(false);

/** Whether the browser promised not to clear the shelf by itself. */
export const persisted = signal<'yes' | 'no' | 'unknown'>('unknown');

/** Whether a save may soon find no room. */
export const nearlyFull = signal(false);

let device = '';

export const deviceId = (): string => device;

export async function loadSettings(): Promise<void> {
  const [known, shown, size, large, hushed] = await Promise.all([
    recall<string>('device_id'), recall<boolean>('home_shown'), recall<TextSize>('text_size'), recall<boolean>('large'), recall<boolean>('quiet'),
  ]);
  device = known ?? uuid7();
  if (!known) await remember('device_id', device);
  homeShown.value = shown ?? false;
  chosen.value = size ?? sizeKeptBefore(large);
  quiet.value = hushed ?? false;
}

export function chooseQuiet(value: boolean): void {
  quiet.value = value;
  void remember('quiet', value);
}

/** Until there were three sizes, a phone only kept whether the words were large. */
const sizeKeptBefore = (large: boolean | undefined): TextSize | undefined =>
  large === undefined ? undefined : large ? 'large' : 'usual';

/** Keeps what the person chose, for whoever holds this phone. */
export function chooseTextSize(size: TextSize): void {
  chosen.value = size;
  void remember('text_size', size);
}

/** The guide to the home screen was opened or put off; it stays under 我的. */
export function noteHomeShown(): void {
  homeShown.value = true;
  void remember('home_shown', true);
}
