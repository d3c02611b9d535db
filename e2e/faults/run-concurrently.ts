/** Runs `work` `times` times, at most `limit` at once. The first rejection rejects the whole run. */
export async function runConcurrently(
  times: number,
  limit: number,
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
  await Promise.all(Array.from({ length: Math.min(times, limit) }, worker));
}
