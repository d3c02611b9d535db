import fc from 'fast-check';
import { firstMovers } from './fixture.ts';
import { begin } from './saga-model.ts';
import { settleAndCheck, type SequenceRun } from './command.ts';
import { sequences } from './command-sequences.ts';
import type { SystemUnderTest } from './system-under-test.ts';

export interface Sequence {
  /** Names of the commands that were run; others of the sequence had no sense at their place. */
  readonly ran: readonly string[];
  /** From the last command to rest. */
  readonly restedMs: number;
}

export interface ModelCheck<S extends SystemUnderTest> {
  readonly sequences: number;
  readonly seed: number;
  /** For one sequence, in a testbed that is at rest. */
  readonly enter: () => Promise<S>;
  readonly leave: (subject: S) => Promise<void>;
  readonly passed: (sequence: Sequence) => void;
  /** How long a counterexample is made smaller for, ms: each try is a sequence on the real system. */
  readonly shrinkForMs: number;
}

/**
 * Runs sequences of random commands, one after the other, until one does not end as the model says.
 *
 * @returns fast-check's report of that one, made smaller; null when there is none.
 */
export async function checkModel<S extends SystemUnderTest>(checked: ModelCheck<S>): Promise<string | null> {
  let failedAt: number | undefined;
  const isOver = (): boolean => failedAt !== undefined && performance.now() - failedAt > checked.shrinkForMs;

  const property = fc.asyncProperty(sequences, async (sequence) => {
    // What was not tried in time is no smaller counterexample.
    if (isOver()) return;
    const subject = await checked.enter();
    try {
      const run: SequenceRun = { model: begin(firstMovers), ran: [] };
      await fc.asyncModelRun(() => ({ model: run, real: subject }), sequence);
      const since = performance.now();
      await settleAndCheck(run, subject);
      if (failedAt === undefined) checked.passed({ ran: run.ran, restedMs: performance.now() - since });
      await checked.leave(subject);
    } catch (error) {
      failedAt ??= performance.now();
      // What has failed is what is to be told.
      await checked.leave(subject).catch(() => undefined);
      throw error;
    }
  });
  const details = await fc.check(property, { numRuns: checked.sequences, seed: checked.seed });
  if (!details.failed) return null;
  const { errorInstance: error } = details;
  return `${error instanceof Error ? error.message : String(error)}\n${fc.defaultReportMessage(details)}`;
}
