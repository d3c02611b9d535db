import { expect, test } from 'vitest';
import { slowest } from '../src/slowest.ts';

const file = (name: string, tookMs: number, ...durations: readonly (number | null)[]) => ({
  name: `/repository/${name}`,
  status: 'passed' as const,
  startTime: 1_000,
  endTime: 1_000 + tookMs,
  assertionResults: durations.map((duration, nth) => ({
    status: 'passed',
    fullName: `test ${nth}`,
    duration,
  })),
});
const report = {
  numPassedTests: 4,
  numFailedTests: 0,
  numPendingTests: 1,
  testResults: [
    file('a.test.ts', 900, 100, 700),
    file('b.test.ts', 2_500, 2_400),
    file('c.test.ts', 10, 5, null),
  ],
};

test('lists the slowest files and tests first, with paths relative to the root', () => {
  expect(slowest(report, '/repository', 2)).toEqual({
    files: ['   2.5 s  b.test.ts', '   0.9 s  a.test.ts'],
    tests: ['   2.4 s  b.test.ts: test 0', '   0.7 s  a.test.ts: test 1'],
  });
});

test('a skipped test has the duration 0', () => {
  expect(slowest(report, '/repository').tests.at(-1)).toBe('   0.0 s  c.test.ts: test 1');
});
