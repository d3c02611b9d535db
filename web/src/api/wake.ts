import { useEffect, useEffectEvent } from 'react';

/** The objects of a browser's page that report the network and the visibility of the tab; `globalThis` has them. */
export interface PageEvents {
  readonly window: Pick<Window, 'addEventListener' | 'removeEventListener'>;
  readonly document: Pick<Document, 'addEventListener' | 'removeEventListener' | 'visibilityState'>;
}

/**
 * A hidden tab may be asleep, and its timers with it. After this long it may have missed events, and its connection may be
 * dead without a close event.
 */
const ASLEEP_MS = 5_000;

/**
 * Calls back when the page may be out of date: the network has returned, or a tab is shown that was hidden for long.
 *
 * @returns stops listening
 */
export function listenForWake(onWake: () => void, page: PageEvents = globalThis): () => void {
  let hiddenAt: number | null = null;
  const visibility = (): void => {
    if (page.document.visibilityState === 'hidden') hiddenAt = Date.now();
    else if (hiddenAt !== null && Date.now() - hiddenAt > ASLEEP_MS) onWake();
  };
  page.window.addEventListener('online', onWake);
  page.document.addEventListener('visibilitychange', visibility);
  return () => {
    page.window.removeEventListener('online', onWake);
    page.document.removeEventListener('visibilitychange', visibility);
  };
}

/** `listenForWake` while the component is mounted. */
export function useWake(onWake: () => void): void {
  const wake = useEffectEvent(onWake);
  useEffect(() => listenForWake(() => wake()), []);
}
