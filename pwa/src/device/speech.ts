/** Reads a sentence aloud (读给我听), where the phone has a voice. */

export const maySpeak = (): boolean => typeof speechSynthesis !== 'undefined';

export function hush(): void {
  if (maySpeak()) speechSynthesis.cancel();
}

/** Says `text`; a sentence that is still running is cut off. `onEnd` also comes when it is cut off or cannot be said. */
export function readAloud(text: string, language: string, onEnd: () => void): void {
  if (!maySpeak()) return;
  hush();
  const sentence = new SpeechSynthesisUtterance(text);
  sentence.lang = language;
  // Villagers of 60 and more follow more easily a little below the usual speed.
  sentence.rate = 0.9;
  sentence.onend = onEnd;
  sentence.onerror = onEnd;
  speechSynthesis.speak(sentence);
}
