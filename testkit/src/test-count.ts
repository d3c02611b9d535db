/** The parts of vitest's JSON report that this package reads. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  /** One result for each file and project. A file that two projects run has two results. */
  readonly testResults: readonly {
    readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export interface Count {
  passed: number;
  failed: number;
}

/**
 * Counts the passed and failed tests of a run. A file that failed outside its tests counts as one failure: it cannot be
 * imported, or a hook threw. A run that failed without a failed test also counts as one failure: an unhandled rejection, or
 * a crash.
 *
 * @param report undefined when vitest wrote no report
 * @param exitCode the exit code of vitest
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
