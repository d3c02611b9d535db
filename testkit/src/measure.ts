/**
 * How long the work takes, in ms; no more than the CPU time that this process had meanwhile, since other processes share the
 * machine. For work that this process does itself.
 */
export async function timeOf(work: () => unknown): Promise<number> {
  const begin = { at: performance.now(), cpu: process.cpuUsage() };
  await work();
  const { user, system } = process.cpuUsage(begin.cpu);
  return Math.min(performance.now() - begin.at, (user + system) / 1000);
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
