import { useEffect, useMemo } from 'preact/hooks';
import { watchPlace, type PlaceWatch } from '../device/place';

/** Looks for the phone's position while this screen is open; nothing waits for it. `follow` keeps up with a walk along a road. */
export function usePlace(follow = false): PlaceWatch {
  const watch = useMemo(() => watchPlace(follow), [follow]);
  useEffect(() => watch.stop, [watch]);
  return watch;
}
