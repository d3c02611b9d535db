import { setTimeout as pause } from 'node:timers/promises';

/** The time between two steps, ms. Clients whose sockets close in the same step reconnect at the same time. */
const STEP_MS = 50;
/** Up to this rate `spreadOverTime` does not need all of its time: items per second. */
const UNHURRIED_RATE = 200;

/**
 * Calls `act` for each item, in steps that are spread evenly. The duration grows with the number of items, at a rate of 200 a
 * second, and never exceeds `withinMs`. The first step runs at once.
 *
 * @param withinMs the longest duration, ms
 */
export async function spreadOverTime<T>(
  items: readonly T[],
  withinMs: number,
  act: (item: T) => void,
): Promise<void> {
  const steps = Math.max(1, Math.min(withinMs, (items.length / UNHURRIED_RATE) * 1000) / STEP_MS);
  const perStep = Math.ceil(items.length / steps);
  for (let done = 0; done < items.length; done += perStep) {
    if (done > 0) await pause(STEP_MS);
    items.slice(done, done + perStep).forEach(act);
  }
}
