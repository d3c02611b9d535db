import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAdmission, standardAdmission } from '../src/acceptance/admission.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limit = { initial: 4, least: 2, most: 8 };
const admit = (options: Partial<typeof standardAdmission> = {}) =>
  createAdmission(
    { ...standardAdmission, limit, ...options },
    () => Date.now(),
    () => 0.999,
  );

/** An acceptance that takes a time. */
const taking = (ms: number) => () =>
  new Promise<'ACCEPTED'>((resolve) => {
    setTimeout(() => resolve('ACCEPTED'), ms);
  });

/** Runs acceptances at once. @returns how many had each answer, and after how many ms the last refusal came */
async function burst(admission: ReturnType<typeof admit>, count: number, ms: number) {
  const since = Date.now();
  let lastRefusalMs = 0;
  const runs = Array.from({ length: count }, async () => {
    const outcome = await admission.run(taking(ms));
    if (outcome === 'OVERLOADED') lastRefusalMs = Math.max(lastRefusalMs, Date.now() - since);
    return outcome;
  });
  await vi.runAllTimersAsync();
  const outcomes = await Promise.all(runs);
  const accepted = outcomes.filter((outcome) => outcome === 'ACCEPTED').length;
  return { accepted, refused: count - accepted, lastRefusalMs };
}

test('what is under the limit runs at once, and the next ones in their turn', async () => {
  const admission = admit();
  const began: number[] = [];
  const runs = [1, 2, 3, 4, 5, 6].map((nth) =>
    admission.run(() => {
      began.push(nth);
      return taking(50)();
    }),
  );
  await vi.advanceTimersByTimeAsync(0);
  expect(began).toEqual([1, 2, 3, 4]);
  await vi.advanceTimersByTimeAsync(50);
  expect(began).toEqual([1, 2, 3, 4, 5, 6]);
  await vi.runAllTimersAsync();
  expect(await Promise.all(runs)).toEqual(Array.from({ length: 6 }, () => 'ACCEPTED'));
});

test('whose turn does not come in time is refused, within the time limit and without being begun', async () => {
  const { accepted, refused, lastRefusalMs } = await burst(admit(), 20, 200);
  expect(accepted).toBe(4);
  expect(refused).toBe(16);
  expect(lastRefusalMs).toBe(standardAdmission.patienceMs);
});

test('who would not get a turn in time is refused at once: only so many wait as turns usually come', async () => {
  const admission = admit({ limit: { initial: 4, least: 4, most: 4 } });
  for (let nth = 0; nth < 20; nth += 1) await burst(admission, 4, 320);
  const outcomes: string[] = [];
  const runs = Array.from({ length: 20 }, async () => outcomes.push(await admission.run(taking(320))));
  await vi.advanceTimersByTimeAsync(0);
  // A turn comes every 80 ms: besides the four that run, one waits.
  expect(outcomes).toEqual(Array.from({ length: 15 }, () => 'OVERLOADED'));
  await vi.runAllTimersAsync();
  await Promise.all(runs);
});

test('the limit grows while acceptances are quick, up to its most', async () => {
  const admission = admit();
  for (let nth = 0; nth < 20; nth += 1) await burst(admission, 8, 20);
  expect(admission.limit).toBe(8);
});

test('the limit does not grow while it is not reached', async () => {
  const admission = admit();
  for (let nth = 0; nth < 20; nth += 1) await burst(admission, 1, 20);
  expect(admission.limit).toBe(4);
});

test('slow acceptances shrink the limit, down to its least, and once for all that are slow at the same time', async () => {
  const admission = admit();
  await burst(admission, 4, 300);
  expect(admission.limit).toBe(3);
  for (let nth = 0; nth < 20; nth += 1) await burst(admission, 4, 300);
  expect(admission.limit).toBe(2);
});

test('a saga that falls behind shrinks the limit', async () => {
  const admission = admit();
  admission.noteLag(standardAdmission.lagMs);
  expect(admission.limit).toBe(4);
  admission.noteLag(standardAdmission.lagMs + 1);
  expect(admission.limit).toBe(3);
});

test('an acceptance that fails ends its turn', async () => {
  const admission = admit({ limit: { initial: 1, least: 1, most: 1 } });
  await expect(admission.run(() => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  expect(admission.inFlight).toBe(0);
  expect((await burst(admission, 1, 10)).accepted).toBe(1);
});

test('the refused are spread wider, the more there are, and not wider than the most', async () => {
  const admission = admit();
  expect(admission.retryAfterSeconds()).toBe(1);
  await burst(admission, 40, 200);
  expect(admission.retryAfterSeconds()).toBe(10);
  await burst(admission, 4_000, 200);
  expect(admission.retryAfterSeconds()).toBe(20);
});
