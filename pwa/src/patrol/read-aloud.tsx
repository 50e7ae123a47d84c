import { useEffect, useState } from 'preact/hooks';
import { hush, maySpeak, readAloud } from '../device/speech';
import { Icon } from '../ui/icon';
import { language, say } from '../words';

/** 读给我听: says in order what this screen says; a second press stops it, so does leaving the screen. */
export function ReadAloud({ sentences }: { sentences: () => (string | null | undefined | false)[] }) {
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => hush, []);
  if (!maySpeak()) return null;
  const press = () => {
    if (speaking) {
      hush();
      return setSpeaking(false);
    }
    setSpeaking(true);
    const said = sentences().filter(Boolean).join(language.value === 'en' ? '. ' : '。');
    readAloud(said, language.value, () => setSpeaking(false));
  };
  return (
    <button type="button" class="chip-link" data-testid="read-aloud" aria-pressed={speaking} onClick={press}>
      <span class="chip chip-line"><Icon name={speaking ? 'pause' : 'speak'} /><span>{say(speaking ? 'app.speech.stop' : 'app.speech.read')}</span></span>
    </button>
  );
}
