/** A short tone for a plate that was read, for eyes that look at the thing and not at the screen. */
const TONE_HZ = 1320;
const SECONDS = 0.12;

let player: AudioContext | null = null;

/** Sounds and shakes once; a phone that can do neither stays silent. */
export function beep(): void {
  navigator.vibrate?.(60);
  if (typeof AudioContext === 'undefined') return;
  player ??= new AudioContext();
  const tone = player.createOscillator();
  const loudness = player.createGain();
  tone.frequency.value = TONE_HZ;
  loudness.gain.setValueAtTime(0.25, player.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, player.currentTime + SECONDS);
  tone.connect(loudness).connect(player.destination);
  tone.start();
  tone.stop(player.currentTime + SECONDS);
}
