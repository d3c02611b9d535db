/** What became of an item: finished, or to be tried again after so many milliseconds. */
export type Verdict = { readonly done: true } | { readonly done: false; readonly retryInMs: number };

export interface LaneItem {
  /** Items of one key run one after the other; different keys run side by side. */
  readonly key: string;
  /** Within a key, lower goes first. */
  readonly order: number;
}

export interface Lanes<T extends LaneItem> {
  add(item: T): void;
  /** Items that are not finished. */
  readonly size: number;
  /** Of them, those whose key is parked. */
  readonly parked: number;
  /**
   * Resolves when fewer than `active` items are held that are not parked, and fewer than `all` in all. What is parked waits for
   * something else, perhaps for an item that has not been added yet: it must not keep that one out.
   */
  room(active: number, all: number): Promise<void>;
  /** Starts nothing more; resolves when what runs has ended. */
  close(): Promise<void>;
}

interface Waiter {
  readonly active: number;
  readonly all: number;
  readonly resolve: () => void;
}

interface Lane<T> {
  readonly items: T[];
  state: 'READY' | 'RUNNING' | 'PARKED';
  timer: NodeJS.Timeout | null;
}

/**
 * Runs items in order per key. An item that must be tried again parks its own key and no other. With a concurrency of 1,
 * keys are taken up in the order in which they came.
 */
export function createLanes<T extends LaneItem>(
  concurrency: number,
  work: (item: T) => Promise<Verdict>,
): Lanes<T> {
  const lanes = new Map<string, Lane<T>>();
  const ready: string[] = [];
  const waiters: Waiter[] = [];
  const running = new Set<Promise<void>>();
  let size = 0;
  /** Of them, those in lanes that are parked. */
  let parked = 0;
  let closed = false;

  function pump(): void {
    while (!closed && running.size < concurrency) {
      const key = ready.shift();
      if (key === undefined) return;
      const run: Promise<void> = runHead(key).finally(() => {
        running.delete(run);
        pump();
      });
      running.add(run);
    }
  }

  function makeReady(key: string, lane: Lane<T>): void {
    if (lane.timer) clearTimeout(lane.timer);
    lane.timer = null;
    if (lane.state === 'PARKED') parked -= lane.items.length;
    lane.state = 'READY';
    ready.push(key);
  }

  async function runHead(key: string): Promise<void> {
    const lane = lanes.get(key);
    const item = lane?.items[0];
    if (!lane || !item) return;
    lane.state = 'RUNNING';
    const verdict = await work(item);
    if (verdict.done) {
      lane.items.splice(lane.items.indexOf(item), 1);
      size -= 1;
      if (lane.items.length > 0) makeReady(key, lane);
      else lanes.delete(key);
    } else if (lane.items[0] !== item) {
      // What it waits for has come in the meantime.
      makeReady(key, lane);
    } else {
      lane.state = 'PARKED';
      parked += lane.items.length;
      lane.timer = setTimeout(() => {
        makeReady(key, lane);
        pump();
      }, verdict.retryInMs);
    }
    for (const waiter of waiters.splice(0)) settle(waiter);
  }

  function settle(waiter: Waiter): void {
    if ((size - parked < waiter.active && size < waiter.all) || closed) waiter.resolve();
    else waiters.push(waiter);
  }

  return {
    get size() {
      return size;
    },
    get parked() {
      return parked;
    },
    add(item) {
      if (closed) return;
      size += 1;
      const isNew = !lanes.has(item.key);
      const lane: Lane<T> = lanes.get(item.key) ?? { items: [], state: 'READY', timer: null };
      lanes.set(item.key, lane);
      const after = lane.items.findLastIndex((other) => other.order <= item.order);
      lane.items.splice(after + 1, 0, item);
      if (lane.state === 'PARKED') parked += 1;
      // A parked lane wakes only for a new head: another item behind one that waits changes nothing.
      if (isNew || (lane.state === 'PARKED' && after < 0)) makeReady(item.key, lane);
      pump();
    },
    room: (active, all) => new Promise((resolve) => settle({ active, all, resolve })),
    async close() {
      closed = true;
      for (const lane of lanes.values()) if (lane.timer) clearTimeout(lane.timer);
      for (const { resolve } of waiters.splice(0)) resolve();
      await Promise.all(running);
    },
  };
}
