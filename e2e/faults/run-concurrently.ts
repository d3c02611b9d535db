/** Does something `times` times, so many at once; the first rejection ends it. */
export async function runConcurrently(
  times: number,
  atOnce: number,
  work: (nth: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < times) {
      const nth = next;
      next += 1;
      await work(nth);
    }
  };
  await Promise.all(Array.from({ length: Math.min(times, atOnce) }, worker));
}
