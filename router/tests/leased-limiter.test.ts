import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLeasedLimiter, leaseSize } from '../src/leased-limiter.ts';

/** A limiter whose store is another one's, and which remembers how often it was asked. */
function counted(points: number, store = new RateLimiterMemory({ points, duration: 60 })) {
  const asked: number[] = [];
  const limiter = {
    consume(key: string | number, count = 1) {
      asked.push(count);
      return store.consume(key, count);
    },
  };
  return { store, asked, leases: createLeasedLimiter(limiter, points) };
}

test.each([
  [1, 1],
  [5, 1],
  [20, 2],
  [97, 1],
  [100, 10],
  [300, 30],
  [1_010, 101],
])('of %i points a lease takes %i', (points, size) => {
  expect(leaseSize(points)).toBe(size);
});

test.each([1, 5, 97, 100, 300])(
  'one router gives away all of %i points, one by one, and not one more',
  async (points) => {
    const { leases } = counted(points);
    for (let index = 0; index < points; index += 1) expect(await leases.take('a')).toBe(0);
    for (let index = 0; index < 3; index += 1) expect(await leases.take('a')).toBeGreaterThan(0);
    expect(await leases.take('b')).toBe(0);
  },
);

test('all at once they are as many, and the limiter is asked once for each lease and for the refusal', async () => {
  const { leases, asked } = counted(100);
  const waits = await Promise.all(Array.from({ length: 500 }, async () => leases.take('a')));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
  expect(asked).toEqual(Array.from({ length: 11 }, () => 10));
});

test('within a lease nobody is asked and nothing is waited for', async () => {
  const { leases, asked } = counted(100);
  await leases.take('a');
  for (let index = 0; index < 9; index += 1) expect(leases.take('a')).toBe(0);
  expect(asked).toHaveLength(1);
  expect(leases.take('a')).toBeInstanceOf(Promise);
});

test('two routers never give away more than there is, in all', async () => {
  const one = counted(100);
  const two = counted(100, one.store);
  const waits = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => (index % 2 === 0 ? one : two).leases.take('a')),
  );
  expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
});

describe('when the window ends', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('what is left of a lease is worth nothing', async () => {
    const { leases, asked } = counted(100, new RateLimiterMemory({ points: 100, duration: 1 }));
    for (const windows of [1, 2, 3]) {
      expect(await leases.take('a')).toBe(0);
      expect(asked).toHaveLength(windows);
      vi.advanceTimersByTime(1_000);
    }
  });

  test('whoever was refused is let in, and not before', async () => {
    const { leases } = counted(5, new RateLimiterMemory({ points: 5, duration: 1 }));
    for (let index = 0; index < 5; index += 1) await leases.take('a');
    expect(await leases.take('a')).toBe(1_000);
    vi.advanceTimersByTime(600);
    expect(await leases.take('a')).toBe(400);
    vi.advanceTimersByTime(400);
    expect(await leases.take('a')).toBe(0);
  });
});

test('a limiter that fails is a fault of everyone who waits, and is asked again', async () => {
  let failing = true;
  const store = new RateLimiterMemory({ points: 10, duration: 60 });
  const leases = createLeasedLimiter(
    { consume: (key) => (failing ? Promise.reject(new Error('no limiter')) : store.consume(key)) },
    10,
  );
  const waiting = [leases.take('a'), leases.take('a')];
  await expect(waiting[0]).rejects.toThrow('no limiter');
  await expect(waiting[1]).rejects.toThrow('no limiter');
  failing = false;
  expect(await leases.take('a')).toBe(0);
});
