import { useEffect, useEffectEvent } from 'react';

/** While a tab sleeps its timers sleep too: after that long nobody knows what it has missed, or whether its line still stands. */
const ASLEEP_MS = 5_000;

/**
 * Calls back when there is reason to look again: the network is back, or a tab that slept was opened.
 *
 * @returns to be called when nobody listens any more
 */
export function listenForWake(onWake: () => void): () => void {
  let hiddenAt: number | null = null;
  const visibility = (): void => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now();
    else if (hiddenAt !== null && Date.now() - hiddenAt > ASLEEP_MS) onWake();
  };
  window.addEventListener('online', onWake);
  document.addEventListener('visibilitychange', visibility);
  return () => {
    window.removeEventListener('online', onWake);
    document.removeEventListener('visibilitychange', visibility);
  };
}

/** The same for as long as a component is there. */
export function useWake(onWake: () => void): void {
  const wake = useEffectEvent(onWake);
  useEffect(() => listenForWake(() => wake()), []);
}
