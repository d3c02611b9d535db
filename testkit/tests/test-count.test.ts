import { expect, test } from 'vitest';
import { countTests, type VitestReport } from '../src/test-count.ts';

const file = (status: 'passed' | 'failed', ...tests: readonly string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});
const passed = file('passed', 'passed', 'passed');
const failed = file('failed', 'passed', 'failed');
const broken = file('failed');
const report = (
  numPassedTests: number,
  numFailedTests: number,
  testResults: VitestReport['testResults'],
): VitestReport => ({ numPassedTests, numFailedTests, numPendingTests: 0, testResults });

test('counts the passed and the failed tests', () => {
  expect(countTests(report(3, 1, [passed, failed]), 1)).toEqual({ passed: 3, failed: 1 });
});

test('a file that cannot be imported counts as a failure in addition to those of other files', () => {
  expect(countTests(report(3, 1, [passed, failed, broken]), 1)).toEqual({ passed: 3, failed: 2 });
});

test('a hook that throws after all tests passed counts as a failure', () => {
  expect(countTests(report(2, 0, [{ ...passed, status: 'failed' }]), 1)).toEqual({ passed: 2, failed: 1 });
});

test('a failed run without a failed test counts as a failure', () => {
  expect(countTests(report(2, 0, [passed]), 1)).toEqual({ passed: 2, failed: 1 });
});

test('a missing report counts as a failure', () => {
  expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});

test('a run without tests counts no test', () => {
  expect(countTests(report(0, 0, []), 0)).toEqual({ passed: 0, failed: 0 });
});
