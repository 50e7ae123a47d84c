/** Putting the app on the home screen, where the browser can do it itself. */
import { signal } from '@preact/signals';

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

const offered = signal<InstallEvent | null>(null);

/** True once the browser said that one press is enough. */
export const mayInstall = (): boolean => offered.value !== null;

/** True when the app was opened from the home screen: nothing to explain any more. */
export const isOnHomeScreen = (): boolean =>
  matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;

export function listenForInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offered.value = event as InstallEvent;
  });
}

export async function install(): Promise<void> {
  await offered.value?.prompt();
  offered.value = null;
}

export type Make = 'huawei' | 'xiaomi' | 'oppo' | 'vivo' | 'iphone';

const MAKES: [Make, RegExp][] = [
  ['huawei', /huawei|honor|harmony|hmscore/i], ['xiaomi', /xiaomi|redmi|miui|\bmi \d/i], ['oppo', /oppo|heytap|realme|oneplus/i],
  ['vivo', /vivo|iqoo/i], ['iphone', /iphone|ipad/i],
];

/** The make of this phone, as far as its browser tells; Huawei where it does not, the commonest in villages. */
export const makeOfPhone = (): Make => MAKES.find(([, pattern]) => pattern.test(navigator.userAgent))?.[0] ?? 'huawei';

export const isInWeChat = (): boolean => /micromessenger/i.test(navigator.userAgent);
