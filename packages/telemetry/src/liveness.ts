/**
 * Whether a process can still do its work. Work that has to end is watched from its begin: what has not ended after the limit
 * never will (a promise that nothing settles any more), and only a restart helps. Waiting is no work: for events, for room,
 * for a database that is away and is tried again each time. So the limit is far above every timeout that work has of its own.
 * It is not above all that can add up, such as the queue before the connections of a database that has become slow: whoever asks
 * knows whether that is so, and has patience.
 *
 * A blocked event loop answers nothing at all; whoever probes notices that by a timeout of its own.
 */
export interface Liveness {
  /** Does a piece of work that has to end; it may be under way many times at once. */
  during<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Watches a loop that goes on until somebody closes it: one that ends before that is dead. */
  lasting(name: string, loop: Promise<unknown>, isClosed: () => boolean): void;
  /**
   * Names of what is overdue, and of loops that ended; empty while it lives.
   *
   * @param patience how many times as long as otherwise a piece of work may take
   */
  faults(patience?: number): string[];
}

/** @param limitMs how long a piece of work may take */
export function createLiveness(limitMs: number, now: () => number = () => performance.now()): Liveness {
  const underWay = new Set<{ readonly name: string; readonly since: number }>();
  const ended = new Set<string>();
  return {
    async during(name, work) {
      const piece = { name, since: now() };
      underWay.add(piece);
      try {
        return await work();
      } finally {
        underWay.delete(piece);
      }
    },
    lasting(name, loop, isClosed) {
      const onEnd = (): void => {
        if (!isClosed()) ended.add(`${name} has ended`);
      };
      loop.then(onEnd, onEnd);
    },
    faults(patience = 1) {
      const before = now() - limitMs * patience;
      const overdue = [...underWay].filter(({ since }) => since < before).map(({ name }) => name);
      return [...new Set([...overdue, ...ended])].toSorted();
    },
  };
}

/** For parts that run where nobody asks: in tests and tools. */
export const unwatched: Liveness = {
  during: (_name, work) => work(),
  lasting: () => undefined,
  faults: () => [],
};
