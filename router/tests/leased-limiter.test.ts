import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLeasedLimiter, leaseSize } from '../src/leased-limiter.ts';

/** A leased limiter in front of a store. `calls` has the points of each call to the store. */
function leasedLimiter(points: number, store = new RateLimiterMemory({ points, duration: 60 })) {
  const calls: number[] = [];
  const shared = {
    consume(key: string | number, count = 1) {
      calls.push(count);
      return store.consume(key, count);
    },
  };
  return { store, calls, limiter: createLeasedLimiter(shared, points) };
}

test.each([
  [1, 1],
  [5, 1],
  [20, 2],
  [97, 1],
  [100, 10],
  [300, 30],
  [1_010, 101],
])('a lease of %i points has %i', (points, size) => {
  expect(leaseSize(points)).toBe(size);
});

test.each([1, 5, 97, 100, 300])(
  'a single router spends all %i points, one by one, and not one more',
  async (points) => {
    const { limiter } = leasedLimiter(points);
    for (let index = 0; index < points; index += 1) expect(await limiter.take('a')).toBe(0);
    for (let index = 0; index < 3; index += 1) expect(await limiter.take('a')).toBeGreaterThan(0);
    expect(await limiter.take('b')).toBe(0);
  },
);

test('concurrent requests spend as many, and the store is called once for each lease and once for the refusal', async () => {
  const { limiter, calls } = leasedLimiter(100);
  const waits = await Promise.all(Array.from({ length: 500 }, async () => limiter.take('a')));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
  expect(calls).toEqual(Array.from({ length: 11 }, () => 10));
});

test('points of a lease are spent synchronously, without a call to the store', async () => {
  const { limiter, calls } = leasedLimiter(100);
  await limiter.take('a');
  for (let index = 0; index < 9; index += 1) expect(limiter.take('a')).toBe(0);
  expect(calls).toHaveLength(1);
  expect(limiter.take('a')).toBeInstanceOf(Promise);
});

test('two routers together never spend more points than there are', async () => {
  const one = leasedLimiter(100);
  const two = leasedLimiter(100, one.store);
  const waits = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => (index % 2 === 0 ? one : two).limiter.take('a')),
  );
  expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
});

describe('when the window ends', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('the unspent points of a lease are void', async () => {
    const { limiter, calls } = leasedLimiter(100, new RateLimiterMemory({ points: 100, duration: 1 }));
    for (const windows of [1, 2, 3]) {
      expect(await limiter.take('a')).toBe(0);
      expect(calls).toHaveLength(windows);
      vi.advanceTimersByTime(1_000);
    }
  });

  test('a refused key gets points again, and not before', async () => {
    const { limiter } = leasedLimiter(5, new RateLimiterMemory({ points: 5, duration: 1 }));
    for (let index = 0; index < 5; index += 1) await limiter.take('a');
    expect(await limiter.take('a')).toBe(1_000);
    vi.advanceTimersByTime(600);
    expect(await limiter.take('a')).toBe(400);
    vi.advanceTimersByTime(400);
    expect(await limiter.take('a')).toBe(0);
  });
});

test('an error of the store rejects all waiting requests, and the next request calls the store again', async () => {
  let failing = true;
  const store = new RateLimiterMemory({ points: 10, duration: 60 });
  const limiter = createLeasedLimiter(
    { consume: (key) => (failing ? Promise.reject(new Error('store down')) : store.consume(key)) },
    10,
  );
  const waiting = [limiter.take('a'), limiter.take('a')];
  await expect(waiting[0]).rejects.toThrow('store down');
  await expect(waiting[1]).rejects.toThrow('store down');
  failing = false;
  expect(await limiter.take('a')).toBe(0);
});
