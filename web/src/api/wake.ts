import { useEffect, useEffectEvent } from 'react';

/** A tab that was away for less has missed nothing worth reading again. */
const AWAY_MS = 5_000;

/** Calls back when there is reason to look again: the network is back, or a tab that slept was opened. */
export function useWake(onWake: () => void): void {
  const wake = useEffectEvent(onWake);
  useEffect(() => {
    let hiddenAt: number | null = null;
    const online = (): void => wake();
    const visibility = (): void => {
      if (document.visibilityState === 'hidden') hiddenAt = Date.now();
      else if (hiddenAt !== null && Date.now() - hiddenAt > AWAY_MS) wake();
    };
    window.addEventListener('online', online);
    document.addEventListener('visibilitychange', visibility);
    return () => {
      window.removeEventListener('online', online);
      document.removeEventListener('visibilitychange', visibility);
    };
  }, []);
}
