import { expect, test } from 'vitest';
import { createKeyedQueues, type Verdict } from '../src/consumer/keyed-queues.ts';
import { deferred } from './deferred.ts';

interface Item {
  key: string;
  order: number;
  failures: number;
}

const done: Verdict = { done: true };

const itemOf = (key: string, order: number): Item => ({ key, order, failures: 0 });

/** Queues that run one item in a batch. */
const alone = (concurrency: number, work: (item: Item) => Promise<Verdict>) =>
  createKeyedQueues<Item>({ concurrency, batch: 1, perKey: 1 }, (items) => Promise.all(items.map(work)));

test('items of one key run in order and one at a time, even if they are added out of order', async () => {
  const seen: number[] = [];
  let running = 0;
  const queues = alone(8, async (item) => {
    expect(++running).toBe(1);
    await Promise.resolve();
    running -= 1;
    seen.push(item.order);
    return done;
  });
  for (const order of [1, 4, 3, 2]) queues.add(itemOf('a', order));
  await queues.room({ active: 1, all: 1 });
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('no more items run at a time than the concurrency allows', async () => {
  let running = 0;
  let most = 0;
  const queues = alone(3, async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return done;
  });
  for (let i = 0; i < 20; i++) queues.add(itemOf(`key ${i}`, 1));
  await queues.room({ active: 1, all: 1 });
  expect(most).toBe(3);
});

test('an item that must be tried again parks only its own key', async () => {
  const seen: string[] = [];
  let waits = 2;
  const queues = alone(1, async (item) => {
    if (item.key === 'slow' && waits-- > 0) return { done: false, retryInMs: 5 };
    seen.push(`${item.key} ${item.order}`);
    return done;
  });
  queues.add(itemOf('slow', 1));
  queues.add(itemOf('slow', 2));
  queues.add(itemOf('quick', 1));
  await queues.room({ active: 1, all: 1 });
  expect(seen).toEqual(['quick 1', 'slow 1', 'slow 2']);
});

test('an item that a parked key waits for runs as soon as it is added', async () => {
  const seen: number[] = [];
  const queues = alone(1, async (item) => {
    if (item.order === 2 && !seen.includes(1)) return { done: false, retryInMs: 60_000 };
    seen.push(item.order);
    if (item.order === 1) expect(seen).toEqual([1]);
    return done;
  });
  queues.add(itemOf('a', 2));
  await new Promise((resolve) => setImmediate(resolve));
  queues.add(itemOf('a', 1));
  await queues.room({ active: 1, all: 1 });
  expect(seen).toEqual([1, 2]);
});

test('closing waits for the running item and starts no other', async () => {
  const { promise, resolve } = deferred();
  const seen: string[] = [];
  const queues = alone(1, async (item) => {
    await promise;
    seen.push(item.key);
    return done;
  });
  queues.add(itemOf('a', 1));
  queues.add(itemOf('b', 1));
  await Promise.resolve();
  const closing = queues.close();
  resolve();
  await closing;
  expect(seen).toEqual(['a']);
});

/** Queues of one batch at a time, the batches that ran, and a latch that holds the first one. */
function batched(batch: number, perKey: number, verdictOn: (item: Item) => Verdict = () => done) {
  const { promise, resolve } = deferred();
  const batches: string[][] = [];
  const queues = createKeyedQueues<Item>({ concurrency: 1, batch, perKey }, async (items) => {
    batches.push(items.map(({ key, order }) => `${key} ${order}`));
    if (batches.length === 1) await promise;
    return items.map(verdictOn);
  });
  return { queues, batches, goOn: resolve };
}

test('what is ready when a batch begins runs in it, several items of a key in a row', async () => {
  const { queues, batches, goOn } = batched(10, 2);
  queues.add(itemOf('a', 1));
  await Promise.resolve();
  for (const order of [2, 3, 4]) queues.add(itemOf('a', order));
  for (const key of ['b', 'c']) queues.add(itemOf(key, 1));
  goOn();
  await queues.room({ active: 1, all: 1 });
  expect(batches).toEqual([['a 1'], ['b 1', 'c 1', 'a 2', 'a 3'], ['a 4']]);
});

test('a batch has no more items than it may, and no two of a key with a gap between them or of one order', async () => {
  const { queues, batches, goOn } = batched(3, 3);
  queues.add(itemOf('first', 1));
  await Promise.resolve();
  for (const order of [1, 2, 4]) queues.add(itemOf('a', order));
  for (const order of [1, 1]) queues.add(itemOf('b', order));
  goOn();
  await queues.room({ active: 1, all: 1 });
  expect(batches).toEqual([['first 1'], ['a 1', 'a 2', 'b 1'], ['a 4', 'b 1']]);
});

test('an item that must be tried again keeps only its own followers, though they ran in its batch', async () => {
  let isRefused = true;
  const { queues, batches, goOn } = batched(10, 10, ({ key, order }) => {
    const refused = isRefused && key === 'a' && order === 2;
    if (refused) isRefused = false;
    return refused ? { done: false, retryInMs: 1 } : done;
  });
  queues.add(itemOf('first', 1));
  await Promise.resolve();
  for (const order of [1, 2, 3]) queues.add(itemOf('a', order));
  queues.add(itemOf('b', 1));
  goOn();
  await queues.room({ active: 1, all: 1 });
  expect(batches).toEqual([['first 1'], ['a 1', 'a 2', 'a 3', 'b 1'], ['a 2', 'a 3']]);
});

test('an item that has failed runs in a batch of its own', async () => {
  const { queues, batches, goOn } = batched(10, 10, (each) => {
    if (each.key !== 'poison' || each.failures > 0) return done;
    each.failures += 1;
    return { done: false, retryInMs: 0 };
  });
  queues.add(itemOf('first', 1));
  await Promise.resolve();
  for (const key of ['a', 'poison', 'b']) queues.add(itemOf(key, 1));
  goOn();
  await queues.room({ active: 1, all: 1 });
  expect(batches).toEqual([['first 1'], ['a 1', 'poison 1', 'b 1'], ['poison 1']]);
});
