import { useEffect, useState } from 'react';
import { WifiOff } from 'lucide-react';
import type { LiveState } from '../api/live.ts';
import { isOutage, reportOutage } from './outage.ts';

/** Says whether the screen is live or may be out of date. It always takes the same room, so that nothing jumps. */
export function LiveNotice({ state }: { readonly state: LiveState }) {
  const outage = isOutage(state);
  const [shown, setShown] = useState(false);
  useEffect(() => reportOutage(outage, setShown), [outage]);
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
