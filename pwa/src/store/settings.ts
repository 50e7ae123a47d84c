/** What belongs to this phone rather than to a person. */
import { effect, signal } from '@preact/signals';
import { uuid7 } from '../wire/uuid7';
import { recall, remember } from './db';
import { me } from './session';

/** Large text (大字版); the person's choice wins over what the county presets for his role. */
export const large = signal(false);

/** Whether the browser promised not to clear the shelf by itself. */
export const persisted = signal<'yes' | 'no' | 'unknown'>('unknown');

let device = '';

export const deviceId = (): string => device;

export async function loadSettings(): Promise<void> {
  device = (await recall<string>('device_id')) ?? uuid7();
  await remember('device_id', device);
  const chosen = await recall<boolean>('large');
  large.value = chosen ?? me.value?.settings.large_text ?? false;
  let first = true;
  effect(() => {
    const value = large.value;
    if (!first) void remember('large', value);
    first = false;
  });
}
