import { setTimeout as pause } from 'node:timers/promises';

/** So many at a time: clients that are closed together come back together. */
const STEP_MS = 50;
/** Below this rate nobody need wait: sockets a second. */
const UNHURRIED = 200;

/**
 * Does something to each of many, spread evenly over a time in proportion to their number, at most `withinMs`. The first
 * few are done at once.
 */
export async function stagger<T>(
  items: readonly T[],
  withinMs: number,
  act: (item: T) => void,
): Promise<void> {
  const steps = Math.max(1, Math.min(withinMs, (items.length / UNHURRIED) * 1000) / STEP_MS);
  const atOnce = Math.ceil(items.length / steps);
  for (let done = 0; done < items.length; done += atOnce) {
    if (done > 0) await pause(STEP_MS);
    items.slice(done, done + atOnce).forEach(act);
  }
}
