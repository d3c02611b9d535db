import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createThrottle } from '../src/api/throttle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a throttle works at once, and once more for all calls during the pause', () => {
  const times: number[] = [];
  const { call } = createThrottle(() => times.push(Date.now()), 1_000);
  const begin = Date.now();
  for (let nth = 0; nth < 5; nth += 1) call();
  expect(times.map((at) => at - begin)).toEqual([0]);
  vi.advanceTimersByTime(1_000);
  expect(times.map((at) => at - begin)).toEqual([0, 1_000]);
  vi.advanceTimersByTime(10_000);
  expect(times).toHaveLength(2);
  call();
  expect(times).toHaveLength(3);
});

test('a cancelled throttle drops the work that waits', () => {
  const work = vi.fn<() => void>();
  const { call, cancel } = createThrottle(work, 1_000);
  call();
  call();
  cancel();
  vi.advanceTimersByTime(10_000);
  expect(work).toHaveBeenCalledTimes(1);
});
