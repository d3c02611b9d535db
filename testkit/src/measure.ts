/**
 * Measures the duration of the work, ms, but at most the CPU time that this process used during it. The limit excludes
 * delays by other processes on the machine. Use it only for work within this process.
 */
export async function timeOf(work: () => unknown): Promise<number> {
  const begin = { at: performance.now(), cpu: process.cpuUsage() };
  await work();
  const { user, system } = process.cpuUsage(begin.cpu);
  return Math.min(performance.now() - begin.at, (user + system) / 1000);
}

/**
 * Measures up to five times, until one value is below the limit. Every value contains the cost of the work. Only some values
 * also contain delays by a busy machine or by garbage collection.
 *
 * @returns the smallest value
 */
export async function leastOf(limit: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5 && least >= limit; round += 1) least = Math.min(least, await measure());
  return least;
}
