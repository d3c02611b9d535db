import { expect, test } from 'vitest';
import { countTests, type VitestReport } from '../src/test-count.ts';

const passed = { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] } as const;
const failed = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] } as const;
const broken = { status: 'failed', assertionResults: [] } as const;
const report = (
  numPassedTests: number,
  numFailedTests: number,
  testResults: VitestReport['testResults'],
): VitestReport => ({ numPassedTests, numFailedTests, numPendingTests: 0, testResults });

test('counts what passed and what failed', () => {
  expect(countTests(report(3, 1, [passed, failed]), 1)).toEqual({ passed: 3, failed: 1 });
});

test('a file that cannot be imported is a failure, beside those of other files', () => {
  expect(countTests(report(3, 1, [passed, failed, broken]), 1)).toEqual({ passed: 3, failed: 2 });
});

test('a hook that throws after all tests passed is a failure', () => {
  expect(countTests(report(2, 0, [{ ...passed, status: 'failed' }]), 1)).toEqual({ passed: 2, failed: 1 });
});

test('a bad end without a failed test is a failure', () => {
  expect(countTests(report(2, 0, [passed]), 1)).toEqual({ passed: 2, failed: 1 });
});

test('no report at all is a failure', () => {
  expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});

test('a run without tests counts nothing', () => {
  expect(countTests(report(0, 0, []), 0)).toEqual({ passed: 0, failed: 0 });
});
