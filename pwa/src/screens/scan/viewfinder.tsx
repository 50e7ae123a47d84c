import { useEffect, useRef, useState } from 'preact/hooks';
import { startScanner, type Found, type Scanner } from '../../device/scanner';
import { Button } from '../../ui/button';
import { say } from '../../words';

/** The live picture; without a camera it says which two ways remain. */
export function Viewfinder({ onFound }: { onFound: (found: Found) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef(onFound);
  tell.current = onFound;
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
    if (video.current) startScanner(video.current, (found) => tell.current(found)).then(started, () => setOff(true));
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
