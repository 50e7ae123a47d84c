/** Three ways to read a plate: live camera, a picture, typing. */
import { me } from '../store/session';
import { Refusal } from '../wire/refusal';
import { say } from '../words';
import { inTyping, type Found, type Reading } from './codes';
import { openEyes, type Eyes } from './eyes';

export type { Found, Reading } from './codes';

export interface Scanner {
  stop(): void;
  /** Only where the camera has a lamp. */
  torch?: (on: boolean) => void;
}

/** A frame every so often leaves a cheap phone time for everything else. */
const FRAME_MS = 120;
const LIVE_PX = 800;
/** The strong ways of looking help with dirt and distance; they are asked when the quick one had its chance. */
const STRONG_AFTER_MS = 1200;
const STRONG_EVERY = 3;
const SAME_CODE_MS = 3000;
const PICTURE_PX = [1600, 800];

const ourOrigins = (): string[] => [location.origin, ...(me.value?.settings.tag_origins ?? [])];

async function openCamera(): Promise<MediaStream> {
  // `ideal`, never `exact`: a tablet with one camera on the wrong side still scans.
  const video = { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch {
    throw new Refusal('app/no-camera', say('app.scan.no_camera'));
  }
}

function torchOf(stream: MediaStream): Pick<Scanner, 'torch'> {
  const track = stream.getVideoTracks()[0];
  const able = (track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch;
  if (!track || !able) return {};
  return { torch: (on) => void track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }) };
}

/** Tells each code once, and again only after it was out of sight for a while. */
function onceEach(onRead: (reading: Reading) => void): (reading: Reading) => void {
  const seen = new Map<string, number>();
  return (reading) => {
    const code = JSON.stringify(reading);
    const last = seen.get(code) ?? -Infinity;
    seen.set(code, Date.now());
    if (Date.now() - last > SAME_CODE_MS) onRead(reading);
  };
}

/** Looks through the camera until stopped; throws a Refusal where there is none. */
export async function startScanner(video: HTMLVideoElement, onRead: (reading: Reading) => void): Promise<Scanner> {
  if (!navigator.mediaDevices?.getUserMedia) throw new Refusal('app/no-camera', say('app.scan.no_camera'));
  const stream = await openCamera();
  const eyes = openEyes();
  let going = true;
  const stop = (): void => {
    going = false;
    eyes.close();
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  video.setAttribute('playsinline', '');
  video.muted = true;
  video.srcObject = stream;
  // A page left before the picture came rejects play(); the loop below then has nothing to see and ends.
  await video.play().catch(stop);
  void watch(video, eyes, onceEach(onRead), () => going);
  return { stop, ...torchOf(stream) };
}

async function watch(video: HTMLVideoElement, eyes: Eyes, tell: (reading: Reading) => void, goesOn: () => boolean): Promise<void> {
  const began = Date.now();
  const picture = () => Promise.resolve(video);
  for (let frame = 0; goesOn(); frame += 1) {
    const strong = Date.now() - began > STRONG_AFTER_MS && frame % STRONG_EVERY === 0;
    const way = strong ? Math.floor(frame / STRONG_EVERY) : 'quick';
    const isThere = video.readyState >= video.HAVE_CURRENT_DATA;
    const reading = isThere ? await eyes.see(picture, { sizes: [LIVE_PX], way, origins: ourOrigins() }) : null;
    if (reading && goesOn()) tell(reading);
    await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
  }
}

/** The code in a picture taken by the phone's own camera; null when there is none at all. */
export async function readPicture(file: File): Promise<Reading | null> {
  const { openPicture } = await import('./picture');
  const eyes = openEyes();
  return eyes.see(() => openPicture(file), { sizes: PICTURE_PX, way: 'every', origins: ourOrigins() }).finally(eyes.close);
}

/** The code a person typed; null while a character is wrong or missing. */
export const readTyped = (text: string): Found | null => inTyping(text, ourOrigins());
