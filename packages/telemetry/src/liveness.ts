/**
 * Tells whether a process can still do its work. Each piece of work is watched from its start. Work that has not ended after
 * a limit waits for a promise that will never settle, and only a restart helps. Waiting is not work: waiting for events, for
 * room in a queue, or for the next attempt while a database is unavailable. The limit is far above every timeout that the
 * work has itself.
 *
 * Several delays can still add up to more than the limit, such as the queue for the connections of a slow database. The
 * caller of `faults` knows whether that is so, and then allows more time with `patience`.
 *
 * A process with a blocked event loop does not answer at all. A prober needs a timeout of its own.
 */
export interface Liveness {
  /** Runs a piece of work that must end within the limit. Work of the same name may run several times at once. */
  during<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Watches a loop that runs until it is closed. A loop that ends earlier is a fault. */
  watchLoop(name: string, loop: Promise<unknown>, isClosed: () => boolean): void;
  /**
   * The names of overdue work and of loops that ended too early; empty while the process is healthy.
   *
   * @param patience multiplies the limit; 1 when absent
   */
  faults(patience?: number): string[];
}

/**
 * @param limitMs how long a piece of work may take, ms
 * @param now a monotonic clock, ms
 */
export function createLiveness(limitMs: number, now: () => number = () => performance.now()): Liveness {
  const running = new Set<{ readonly name: string; readonly since: number }>();
  const ended = new Set<string>();
  return {
    async during(name, work) {
      const piece = { name, since: now() };
      running.add(piece);
      try {
        return await work();
      } finally {
        running.delete(piece);
      }
    },
    watchLoop(name, loop, isClosed) {
      const onEnd = (): void => {
        if (!isClosed()) ended.add(`${name} has ended`);
      };
      loop.then(onEnd, onEnd);
    },
    faults(patience = 1) {
      const before = now() - limitMs * patience;
      const overdue = [...running].filter(({ since }) => since < before).map(({ name }) => name);
      return [...new Set([...overdue, ...ended])].toSorted();
    },
  };
}

/** Watches nothing: for tests and tools, which no supervisor probes. */
export const unwatched: Liveness = {
  during: (_name, work) => work(),
  watchLoop: () => undefined,
  faults: () => [],
};
