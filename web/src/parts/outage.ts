import type { LiveState } from '../api/live.ts';

/** A shorter outage is not worth a notice. */
const NOTICE_AFTER_MS = 1_000;

/** Whether what is on the screen may be out of date. */
export const isOutage = (state: LiveState): boolean => state === 'lost' || state === 'connecting';

/**
 * Reports true once an outage has lasted for a second, and false at once when there is none.
 *
 * @returns stops the timer
 */
export function reportOutage(outage: boolean, report: (lasting: boolean) => void): () => void {
  if (!outage) {
    report(false);
    return () => undefined;
  }
  const timer = setTimeout(() => report(true), NOTICE_AFTER_MS);
  return () => clearTimeout(timer);
}
