import { expect, test } from 'vitest';
import type { Result } from '../campaign.ts';
import { createRandom } from '../random.ts';
import { writeReliabilityPage } from '../reliability-page.ts';
import { percentile, ruleOfThree } from '@movecall/testkit/statistics';

const result = (changes: Partial<Result> = {}): Result => ({
  fault: {
    name: 'call is killed',
    group: 'Kills',
    expect: 'it lives',
    runs: { full: 4, quick: 1 },
    p99Ms: 1_000,
    inject: async () => undefined,
  },
  runs: 4,
  recoveriesMs: [400, 100, 300, 200],
  violations: [],
  notes: [],
  tookMs: 1,
  ...changes,
});
const context = {
  seed: 7,
  size: 'full',
  lanes: 2,
  startedAt: new Date('2026-01-02T03:04:05Z'),
  tookMs: 120_000,
  commit: 'abc1234',
};

test('a percentile is one of the values seen', () => {
  const values = Array.from({ length: 200 }, (_, nth) => 200 - nth);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 100, 198, 200]);
  expect(percentile([], 0.5)).toBeNull();
});

test('what did not happen in 300 runs happens at most once in a hundred', () => {
  expect(ruleOfThree(300)).toBe(0.01);
  expect(ruleOfThree(1)).toBe(1);
});

test('a row tells runs, violations, recovery and the bound', () => {
  const text = writeReliabilityPage([result()], context);
  expect(text).toContain('4 runs of 1 faults, no violation');
  expect(text).toContain('Seed 7, 2 at a time, at commit abc1234');
  expect(text).toContain(
    '| call is killed | it lives; p99 < 1.0 s | 4 | 0 | 200 ms | 400 ms | 400 ms | 75 % |',
  );
});

test('a violation is counted, listed in words, and has no bound', () => {
  const text = writeReliabilityPage([result({ violations: ['call 1 is lost'] })], context);
  expect(text).toContain('violations in 1 faults');
  expect(text).toContain('| 4 | 1 | 200 ms | 400 ms | 400 ms |  |');
  expect(text).toContain('- call is killed: call 1 is lost');
});

test('a bound that says nothing is a hundred percent', () => {
  expect(writeReliabilityPage([result({ runs: 3 })], context)).toContain(
    '| 3 | 0 | 200 ms | 400 ms | 400 ms | 100 % |',
  );
});

test('who is too slow is marked', () => {
  expect(writeReliabilityPage([result({ recoveriesMs: [100, 1_500] })], context)).toContain(
    '**1.5 s (late)**',
  );
});

test('the same seed and name give the same numbers, another name others', () => {
  const draw = (seed: number, name: string) => {
    const random = createRandom(seed, name);
    return [...Array.from({ length: 20 }, () => random.int(0, 1_000)), random.shuffle([1, 2, 3, 4, 5])];
  };
  expect(draw(1, 'a')).toEqual(draw(1, 'a'));
  expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
  expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
});
