/** What belongs to this phone rather than to a person. */
import { computed, signal } from '@preact/signals';
import { uuid7 } from '../wire/uuid7';
import { recall, remember } from './db';
import { me } from './session';

const chosen = signal<boolean | undefined>(undefined);

/** Large text (大字版); the person's choice wins over what the county presets for his role. */
export const large = computed(() => chosen.value ?? me.value?.settings.large_text ?? false);

/** Whether the browser promised not to clear the shelf by itself. */
export const persisted = signal<'yes' | 'no' | 'unknown'>('unknown');

let device = '';

export const deviceId = (): string => device;

export async function loadSettings(): Promise<void> {
  device = (await recall<string>('device_id')) ?? uuid7();
  await remember('device_id', device);
  chosen.value = await recall<boolean>('large');
}

/** Keeps what the person chose, for whoever holds this phone. */
export function chooseLarge(value: boolean): void {
  chosen.value = value;
  void remember('large', value);
}
