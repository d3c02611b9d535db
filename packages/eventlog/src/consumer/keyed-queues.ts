/** What became of an item: it is finished, or it is to be tried again after `retryInMs` milliseconds. */
export type Verdict = { readonly done: true } | { readonly done: false; readonly retryInMs: number };

export interface KeyedItem {
  /** Items of one key run in order. */
  readonly key: string;
  /** Of the items of one key, the one with the lowest order runs first. Items without a gap between their orders may run in one batch. */
  readonly order: number;
  /** How often it has failed. An item that has failed runs in a batch of its own, or it would make others fail again. */
  readonly failures: number;
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

/** How much runs at a time. */
export interface Batching {
  /** How many batches. */
  readonly concurrency: number;
  /** How many items of all keys a batch has at most. */
  readonly batch: number;
  /** How many items of one key a batch has at most. With 1, and a concurrency of 1, items run in the order in which they were added. */
  readonly perKey: number;
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
 * One queue per key: the items of a key run in order. What is ready runs in batches: a batch takes what there is when it begins and
 * never waits for more, so batches grow with the backlog. An item that must be tried again parks the queue of its own key and no
 * other.
 *
 * @param work gets items of one or more keys, those of one key in order and without a gap; returns a verdict for each; must not reject
 */
export function createKeyedQueues<T extends KeyedItem>(
  batching: Batching,
  work: (items: readonly T[]) => Promise<readonly Verdict[]>,
): KeyedQueues<T> {
  const queues = new Map<string, Queue<T>>();
  const count: Count = { all: 0, parked: 0 };
  const runner = createRunner<T>(batching, work, settle);
  const { makeReady, park } = createQueueStates<T>(count, runner);
  const room = createRoom(count);
  let closed = false;

  /** Removes the items that are finished, and lets the rest of the queue run now or later. */
  function settle(queue: Queue<T>, run: readonly T[], verdicts: readonly Verdict[]): void {
    const waits = verdicts.findIndex(({ done }) => !done);
    const finished = waits < 0 ? run : run.slice(0, waits);
    for (const item of finished) queue.items.splice(queue.items.indexOf(item), 1);
    count.all -= finished.length;
    const verdict = verdicts[waits];
    if (queue.items.length === 0) queues.delete(queue.key);
    // Without a verdict all are finished. Else an item with a lower order may have been added: perhaps the one that this item waits for.
    else if (verdict === undefined || verdict.done || queue.items[0] !== run[waits]) makeReady(queue);
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
function createQueueStates<T>(count: Count, runner: Runner<T>) {
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
    queue.timer = setTimeout(() => makeReady(queue), ms);
  }
  return { makeReady, park };
}

interface Runner<T> {
  /** Adds a queue. It starts once the synchronous work that adds it has ended, so that what is added together runs together. */
  add(queue: Queue<T>): void;
  /** Starts nothing more. Resolves when what is running has ended. */
  close(): Promise<unknown>;
}

/** Runs what is ready in batches, in the order in which the queues were added. */
function createRunner<T extends KeyedItem>(
  { concurrency, batch, perKey }: Batching,
  work: (items: readonly T[]) => Promise<readonly Verdict[]>,
  settle: (queue: Queue<T>, run: readonly T[], verdicts: readonly Verdict[]) => void,
): Runner<T> {
  const ready: Queue<T>[] = [];
  const running = new Set<Promise<void>>();
  let closed = false;

  /** Takes the first items of the queues that are ready, until the batch is full. */
  function take() {
    const runs: { readonly queue: Queue<T>; readonly run: readonly T[] }[] = [];
    for (let room = batch; room > 0;) {
      const [queue] = ready;
      if (queue === undefined) break;
      const hasFailed = (queue.items[0]?.failures ?? 0) > 0;
      if (hasFailed && runs.length > 0) break;
      ready.shift();
      queue.state = 'RUNNING';
      if (hasFailed) return [{ queue, run: queue.items.slice(0, 1) }];
      const run = withoutGap(queue.items, Math.min(perKey, room));
      room -= run.length;
      runs.push({ queue, run });
    }
    return runs;
  }

  async function runBatch(runs: ReturnType<typeof take>): Promise<void> {
    const verdicts = await work(runs.flatMap(({ run }) => run));
    let at = 0;
    for (const { queue, run } of runs) settle(queue, run, verdicts.slice(at, (at += run.length)));
  }

  function start(): void {
    while (!closed && running.size < concurrency && ready.length > 0) {
      const ended: Promise<void> = runBatch(take()).finally(() => {
        running.delete(ended);
        start();
      });
      running.add(ended);
    }
  }
  return {
    add(queue) {
      if (ready.push(queue) === 1) queueMicrotask(start);
    },
    close() {
      closed = true;
      return Promise.all(running);
    },
  };
}

/** The first items, each with the order after the one before it. */
function withoutGap<T extends KeyedItem>(items: readonly T[], max: number): readonly T[] {
  const [first] = items;
  const end = items.findIndex(({ order }, nth) => nth === max || order !== (first?.order ?? 0) + nth);
  return end < 0 ? items.slice() : items.slice(0, end);
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
