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
