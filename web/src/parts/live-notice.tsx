import { useEffect, useState } from 'react';
import { WifiOff } from 'lucide-react';
import type { LiveState } from '../api/live.ts';

/** Short blinks of the line are nobody's concern. */
const SHOW_AFTER_MS = 1_000;

/** Says when what is on the screen may be out of date, and when that is over. Its place is always there: nothing jumps. */
export function LiveNotice({ state }: { readonly state: LiveState }) {
  const away = state === 'lost' || state === 'connecting';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!away) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [away]);
  return (
    <p className="live" role="status" data-state={shown ? 'lost' : state}>
      {shown ? (
        <span>
          <WifiOff size={18} />
          연결이 끊겼어요. 다시 연결하고 있어요.
        </span>
      ) : (
        <span>{state === 'live' ? '실시간으로 보고 있어요' : '\u00A0'}</span>
      )}
    </p>
  );
}
