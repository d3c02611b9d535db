import { expect, test } from 'vitest';
import { createKeyedQueues, type Verdict } from '../src/consumer/keyed-queues.ts';
import { deferred } from './deferred.ts';

interface Item {
  key: string;
  order: number;
}

const done: Verdict = { done: true };

test('items of one key run in order and one at a time, even if they are added out of order', async () => {
  const seen: number[] = [];
  let running = 0;
  const queues = createKeyedQueues<Item>(8, async (item) => {
    expect(++running).toBe(1);
    await Promise.resolve();
    running -= 1;
    seen.push(item.order);
    return done;
  });
  for (const order of [1, 4, 3, 2]) queues.add({ key: 'a', order });
  await queues.room({ active: 1, all: 1 });
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('no more items run at a time than the concurrency allows', async () => {
  let running = 0;
  let most = 0;
  const queues = createKeyedQueues<Item>(3, async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return done;
  });
  for (let i = 0; i < 20; i++) queues.add({ key: `key ${i}`, order: 1 });
  await queues.room({ active: 1, all: 1 });
  expect(most).toBe(3);
});

test('an item that must be tried again parks only its own key', async () => {
  const seen: string[] = [];
  let waits = 2;
  const queues = createKeyedQueues<Item>(1, async (item) => {
    if (item.key === 'slow' && waits-- > 0) return { done: false, retryInMs: 5 };
    seen.push(`${item.key} ${item.order}`);
    return done;
  });
  queues.add({ key: 'slow', order: 1 });
  queues.add({ key: 'slow', order: 2 });
  queues.add({ key: 'quick', order: 1 });
  await queues.room({ active: 1, all: 1 });
  expect(seen).toEqual(['quick 1', 'slow 1', 'slow 2']);
});

test('an item that a parked key waits for runs as soon as it is added', async () => {
  const seen: number[] = [];
  const queues = createKeyedQueues<Item>(1, async (item) => {
    if (item.order === 2 && !seen.includes(1)) return { done: false, retryInMs: 60_000 };
    seen.push(item.order);
    if (item.order === 1) expect(seen).toEqual([1]);
    return done;
  });
  queues.add({ key: 'a', order: 2 });
  await new Promise((resolve) => setImmediate(resolve));
  queues.add({ key: 'a', order: 1 });
  await queues.room({ active: 1, all: 1 });
  expect(seen).toEqual([1, 2]);
});

test('closing waits for the running item and starts no other', async () => {
  const { promise, resolve } = deferred();
  const seen: string[] = [];
  const queues = createKeyedQueues<Item>(1, async (item) => {
    await promise;
    seen.push(item.key);
    return done;
  });
  queues.add({ key: 'a', order: 1 });
  queues.add({ key: 'b', order: 1 });
  const closing = queues.close();
  resolve();
  await closing;
  expect(seen).toEqual(['a']);
});
