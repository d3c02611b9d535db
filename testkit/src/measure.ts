/**
 * How long the work takes, ms, but at most the CPU time of this process meanwhile: other processes share the machine. For work
 * that this process does itself.
 */
export async function timeOf(work: () => unknown): Promise<number> {
  const begin = { at: performance.now(), cpu: process.cpuUsage() };
  await work();
  const { user, system } = process.cpuUsage(begin.cpu);
  return Math.min(performance.now() - begin.at, (user + system) / 1000);
}

/**
 * Measures up to five times, until one value is below the limit. The cost of the work is in every value; the delays of a busy
 * machine and of garbage collection are not.
 *
 * @returns the smallest value
 */
export async function leastOf(limit: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5 && least >= limit; round += 1) least = Math.min(least, await measure());
  return least;
}
