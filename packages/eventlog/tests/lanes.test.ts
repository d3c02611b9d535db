import { expect, test } from 'vitest';
import { createLanes, type Verdict } from '../src/lanes.ts';
import { deferred } from './deferred.ts';

interface Item {
  key: string;
  order: number;
}

const done: Verdict = { done: true };

test('runs items of one key in order and one at a time, also when they come out of order', async () => {
  const seen: number[] = [];
  let running = 0;
  const lanes = createLanes<Item>(8, async (item) => {
    expect(++running).toBe(1);
    await Promise.resolve();
    running -= 1;
    seen.push(item.order);
    return done;
  });
  for (const order of [1, 4, 3, 2]) lanes.add({ key: 'a', order });
  await lanes.room(1, 1);
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('runs no more keys at a time than the concurrency allows', async () => {
  let running = 0;
  let most = 0;
  const lanes = createLanes<Item>(3, async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return done;
  });
  for (let i = 0; i < 20; i++) lanes.add({ key: `key ${i}`, order: 1 });
  await lanes.room(1, 1);
  expect(most).toBe(3);
});

test('an item that has to wait parks its own key only', async () => {
  const seen: string[] = [];
  let waits = 2;
  const lanes = createLanes<Item>(1, async (item) => {
    if (item.key === 'slow' && waits-- > 0) return { done: false, retryInMs: 5 };
    seen.push(`${item.key} ${item.order}`);
    return done;
  });
  lanes.add({ key: 'slow', order: 1 });
  lanes.add({ key: 'slow', order: 2 });
  lanes.add({ key: 'quick', order: 1 });
  await lanes.room(1, 1);
  expect(seen).toEqual(['quick 1', 'slow 1', 'slow 2']);
});

test('what a parked key waits for runs as soon as it comes', async () => {
  const seen: number[] = [];
  const lanes = createLanes<Item>(1, async (item) => {
    if (item.order === 2 && !seen.includes(1)) return { done: false, retryInMs: 60_000 };
    seen.push(item.order);
    if (item.order === 1) expect(seen).toEqual([1]);
    return done;
  });
  lanes.add({ key: 'a', order: 2 });
  await new Promise((resolve) => setImmediate(resolve));
  lanes.add({ key: 'a', order: 1 });
  await lanes.room(1, 1);
  expect(seen).toEqual([1, 2]);
});

test('closing waits for what runs and starts nothing more', async () => {
  const { promise, resolve } = deferred();
  const seen: string[] = [];
  const lanes = createLanes<Item>(1, async (item) => {
    await promise;
    seen.push(item.key);
    return done;
  });
  lanes.add({ key: 'a', order: 1 });
  lanes.add({ key: 'b', order: 1 });
  const closing = lanes.close();
  resolve();
  await closing;
  expect(seen).toEqual(['a']);
});
