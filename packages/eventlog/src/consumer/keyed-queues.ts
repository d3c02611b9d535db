/** What became of an item: it is finished, or it is to be tried again after `retryInMs` milliseconds. */
export type Verdict = { readonly done: true } | { readonly done: false; readonly retryInMs: number };

export interface KeyedItem {
  /** Items of one key run one after the other. Items of different keys run side by side. */
  readonly key: string;
  /** Of the items of one key, the one with the lowest order runs first. */
  readonly order: number;
}

/** How many unfinished items there may be before `room` holds its caller back. */
export interface Limits {
  /** Items whose queue is not parked. */
  readonly active: number;
  /** All items. */
  readonly all: number;
}

export interface KeyedQueues<T extends KeyedItem> {
  /** Adds an item to the queue of its key. After `close` it is ignored. */
  add(item: T): void;
  /** How many items are in parked queues. */
  readonly parked: number;
  /**
   * Resolves when both numbers of unfinished items are below their limits. Items in parked queues count only for `all`: they
   * may wait for an item that has not been added yet, and must not keep that item out.
   */
  room(limits: Limits): Promise<void>;
  /** Starts no more items. Resolves when the running items have ended. */
  close(): Promise<void>;
}

/** The items of one key. PARKED: its first item is to be tried again after a while. */
interface Queue<T> {
  readonly key: string;
  readonly items: T[];
  state: 'READY' | 'RUNNING' | 'PARKED';
  timer: NodeJS.Timeout | null;
}

/** How many items are unfinished, and how many of them are in parked queues. */
interface Count {
  all: number;
  parked: number;
}

/**
 * One queue per key: the items of a key run in order and one at a time. An item that must be tried again parks the queue of
 * its own key and no other. With a concurrency of 1, keys run in the order in which they were added.
 *
 * @param concurrency how many items run at a time
 * @param work must not reject
 */
export function createKeyedQueues<T extends KeyedItem>(
  concurrency: number,
  work: (item: T) => Promise<Verdict>,
): KeyedQueues<T> {
  const queues = new Map<string, Queue<T>>();
  const runner = createRunner(concurrency, runFirst);
  const count: Count = { all: 0, parked: 0 };
  const { makeReady, park } = createQueueStates<T>(count, runner);
  const room = createRoom(count);
  let closed = false;

  function remove(queue: Queue<T>, item: T): void {
    queue.items.splice(queue.items.indexOf(item), 1);
    count.all -= 1;
    if (queue.items.length > 0) makeReady(queue);
    else queues.delete(queue.key);
  }

  async function runFirst(queue: Queue<T>): Promise<void> {
    const [item] = queue.items;
    if (!item) return;
    queue.state = 'RUNNING';
    const verdict = await work(item);
    if (verdict.done) remove(queue, item);
    // An item with a lower order was added meanwhile: perhaps the one that this item waits for.
    else if (queue.items[0] !== item) makeReady(queue);
    else park(queue, verdict.retryInMs);
    room.recheck();
  }

  return {
    get parked() {
      return count.parked;
    },
    add(item) {
      if (closed) return;
      count.all += 1;
      const known = queues.get(item.key);
      const queue: Queue<T> = known ?? { key: item.key, items: [], state: 'READY', timer: null };
      if (!known) queues.set(item.key, queue);
      const isFirst = insert(queue.items, item);
      if (queue.state === 'PARKED') count.parked += 1;
      // An item behind the one that waits does not wake a parked queue.
      if (!known || (queue.state === 'PARKED' && isFirst)) makeReady(queue);
      runner.start();
    },
    room: room.wait,
    async close() {
      closed = true;
      const ended = runner.close();
      for (const { timer } of queues.values()) if (timer) clearTimeout(timer);
      room.open();
      await ended;
    },
  };
}

/** Inserts an item behind those of the same or a lower order. @returns whether it is the first now */
function insert<T extends KeyedItem>(items: T[], item: T): boolean {
  const after = items.findLastIndex((other) => other.order <= item.order);
  items.splice(after + 1, 0, item);
  return after < 0;
}

/** Makes queues ready to run, or parks them until a time has passed. */
function createQueueStates<T>(count: Count, runner: Runner<Queue<T>>) {
  function makeReady(queue: Queue<T>): void {
    if (queue.timer) clearTimeout(queue.timer);
    queue.timer = null;
    if (queue.state === 'PARKED') count.parked -= queue.items.length;
    queue.state = 'READY';
    runner.add(queue);
  }

  function park(queue: Queue<T>, ms: number): void {
    queue.state = 'PARKED';
    count.parked += queue.items.length;
    queue.timer = setTimeout(() => {
      makeReady(queue);
      runner.start();
    }, ms);
  }
  return { makeReady, park };
}

interface Runner<Q> {
  add(each: Q): void;
  start(): void;
  /** Starts nothing more. Resolves when what is running has ended. */
  close(): Promise<unknown>;
}

/** Runs what is ready, in the order in which it was added, at most `concurrency` at a time. */
function createRunner<Q>(concurrency: number, run: (each: Q) => Promise<void>): Runner<Q> {
  const ready: Q[] = [];
  const running = new Set<Promise<void>>();
  let closed = false;

  function start(): void {
    while (!closed && running.size < concurrency) {
      const each = ready.shift();
      if (each === undefined) return;
      const ended: Promise<void> = run(each).finally(() => {
        running.delete(ended);
        start();
      });
      running.add(ended);
    }
  }
  return {
    add: (each) => void ready.push(each),
    start,
    close() {
      closed = true;
      return Promise.all(running);
    },
  };
}

/** Holds callers back while there are too many unfinished items. */
function createRoom(count: Readonly<Count>) {
  const waiters: (Limits & { readonly resolve: () => void })[] = [];
  let isOpen = false;
  const fits = ({ active, all }: Limits): boolean => count.all - count.parked < active && count.all < all;

  function recheck(): void {
    for (const waiter of waiters.splice(0)) {
      if (isOpen || fits(waiter)) waiter.resolve();
      else waiters.push(waiter);
    }
  }
  return {
    wait: (limits: Limits): Promise<void> =>
      new Promise((resolve) => {
        waiters.push({ ...limits, resolve });
        recheck();
      }),
    /** To be called when an item has been finished or parked. */
    recheck,
    /** From now on no caller is held back. */
    open(): void {
      isOpen = true;
      recheck();
    },
  };
}
