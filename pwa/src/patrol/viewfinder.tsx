import { useEffect, useRef, useState } from 'preact/hooks';
import { startScanner, type Reading, type Scanner } from '../device/scanner';
import { Button } from '../ui/button';
import { say } from '../words';

/** The live picture; without a camera it says which two ways remain. */
export function Viewfinder({ onRead }: { onRead: (reading: Reading) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef(onRead);
  tell.current = onRead;
  const [scanner, setScanner] = useState<Scanner | null>(null);
  const [off, setOff] = useState(false);
  const [lit, setLit] = useState(false);
  useEffect(() => {
    let left = false;
    let running: Scanner | null = null;
    const started = (now: Scanner) => {
      running = now;
      if (left) now.stop();
      else setScanner(now);
    };
    if (video.current) startScanner(video.current, (reading) => tell.current(reading)).then(started, () => setOff(true));
    return () => {
      left = true;
      running?.stop();
    };
  }, []);
  const light = () => {
    scanner?.torch?.(!lit);
    setLit(!lit);
  };
  return (
    <>
      <div class={`viewfinder${off ? ' is-off' : ''}`}>
        <video ref={video} playsInline muted aria-label={say('app.scan.live')} />
        <p>{say(off ? 'app.scan.no_camera' : 'app.scan.aim')}</p>
      </div>
      {scanner?.torch && <Button icon="torch" testid="scan-torch" pressed={lit} onClick={light}>{say(lit ? 'app.scan.torch_off' : 'app.scan.torch_on')}</Button>}
    </>
  );
}
