import { expect, test } from 'vitest';
import { createLiveness } from '../src/liveness.ts';

const never = (): Promise<never> => new Promise(() => undefined);

function clocked(limitMs: number) {
  let at = 0;
  return { liveness: createLiveness(limitMs, () => at), pass: (ms: number) => void (at += ms) };
}

test('work that takes longer than the limit is reported, once even if it runs several times', () => {
  const { liveness, pass } = clocked(60_000);
  void liveness.during('relay: publishing', never);
  void liveness.during('relay: publishing', never);
  pass(60_000);
  expect(liveness.faults()).toEqual([]);
  pass(1);
  expect(liveness.faults()).toEqual(['relay: publishing']);
});

test('patience multiplies the limit', () => {
  const { liveness, pass } = clocked(100);
  void liveness.during('a', never);
  pass(1_000);
  expect([liveness.faults(), liveness.faults(10)]).toEqual([['a'], []]);
  pass(1);
  expect(liveness.faults(10)).toEqual(['a']);
});

test('work that has ended or failed is not reported', async () => {
  const { liveness, pass } = clocked(100);
  expect(await liveness.during('a', async () => 1)).toBe(1);
  await expect(liveness.during('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(
    liveness.during('c', () => {
      throw new Error('at once');
    }),
  ).rejects.toThrow('at once');
  pass(1_000);
  expect(liveness.faults()).toEqual([]);
});

test('overdue work is no longer reported once it ends', async () => {
  const { liveness, pass } = clocked(100);
  let finish = (): void => undefined;
  const work = liveness.during('a', () => new Promise<void>((resolve) => (finish = resolve)));
  pass(101);
  expect(liveness.faults()).toEqual(['a']);
  finish();
  await work;
  expect(liveness.faults()).toEqual([]);
});

test('a loop that ends before it was closed is reported permanently, a closed one is not', async () => {
  const { liveness } = clocked(100);
  liveness.watchLoop('reader', Promise.resolve(), () => false);
  liveness.watchLoop('relay', Promise.reject(new Error('a bug')), () => false);
  liveness.watchLoop('closed', Promise.resolve(), () => true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(liveness.faults()).toEqual(['reader has ended', 'relay has ended']);
});
