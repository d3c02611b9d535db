/** No request may keep the others waiting for longer, in ms. */
export const HOLD_LIMIT_MS = 100;

/**
 * The longest that the event loop of this process, which router and client share, is held up meanwhile: in ms between two
 * turns of it, and no more than the CPU time that the process had in between, since other processes share the machine.
 */
export async function longestHold(work: () => Promise<void>): Promise<number> {
  let last = { at: performance.now(), cpu: cpuTime() };
  let longest = 0;
  const turn = setInterval(() => {
    const now = { at: performance.now(), cpu: cpuTime() };
    longest = Math.max(longest, Math.min(now.at - last.at, now.cpu - last.cpu));
    last = now;
  }, 1);
  await work().finally(() => clearInterval(turn));
  return Math.round(longest);
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** How long the work takes, in ms. */
export async function timeOf(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/**
 * Measures up to three times, until once it is below the limit: what a request costs it costs each time, what the machine
 * and the garbage collection of its neighbours add comes now and then.
 *
 * @returns the least that was measured
 */
export async function leastOf(limit: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3 && least >= limit; round += 1) least = Math.min(least, await measure());
  return least;
}
