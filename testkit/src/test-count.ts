/** What we need of vitest's JSON report. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  /** One for each file; a file that two projects run is here twice. */
  readonly testResults: readonly {
    /** Absolute path. */
    readonly name: string;
    readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
    /** Unix ms. */
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      /** Ms; a test that was skipped has none. */
      readonly duration?: number | null;
    }[];
  }[];
}

export interface Count {
  passed: number;
  failed: number;
}

/**
 * Passed and failed tests of a run. A file that failed outside of its tests (it cannot be imported, a hook threw) is one
 * failure; so is a run that ended badly although none of its tests did (an unhandled rejection, a crash).
 *
 * @param report undefined when vitest did not come to writing one
 * @param exitCode vitest's
 */
export function countTests(report: VitestReport | undefined, exitCode: number): Count {
  if (report === undefined) return { passed: 0, failed: 1 };
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
