import type { Database, Transaction } from '@movecall/eventlog';
import { isTransient } from '@movecall/transient-errors';

export interface TogetherOptions<Item, Result> {
  readonly db: Database;
  /** Does the work of all items. @returns the result of each */
  readonly work: (tx: Transaction, items: readonly Item[]) => Promise<readonly Result[]>;
  /** How many items a transaction has at most. */
  readonly max?: number;
  /** How many transactions run at a time: while one is committed, the next one works. */
  readonly concurrency?: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does work that is asked for at the same time in one transaction. The first item begins at once; what arrives while transactions run
 * waits for the next one. So one item alone is as quick as without this, and many share statements and commits. When a transaction
 * fails, its halves are tried one after the other, and so on: only the item at fault fails.
 *
 * @returns a function that resolves after the commit with the result of its item, and rejects with the error of its item
 */
export function createTogether<Item, Result>(
  options: TogetherOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const { db, work, max = 50, concurrency = 2 } = options;
  const waiting: Waiting<Item, Result>[] = [];
  let running = 0;

  async function run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await db.transaction((tx) =>
        work(
          tx,
          batch.map(({ item }) => item),
        ),
      );
      batch.forEach(({ resolve }, nth) => resolve(results[nth] as Result));
    } catch (error) {
      if (batch.length === 1 || isTransient(error)) return batch.forEach(({ reject }) => reject(error));
      const half = Math.ceil(batch.length / 2);
      await run(batch.slice(0, half));
      await run(batch.slice(half));
    }
  }

  function start(): void {
    while (running < concurrency && waiting.length > 0) {
      running += 1;
      void run(waiting.splice(0, max)).finally(() => {
        running -= 1;
        start();
      });
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      // What is asked for in the same turn of the event loop begins together.
      if (waiting.push({ item, resolve, reject }) === 1) setImmediate(start);
    });
}
