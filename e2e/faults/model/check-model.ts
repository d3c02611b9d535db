import fc from 'fast-check';
import { settleAndCheck, type SequenceRun } from './command.ts';
import { sequences } from './command-sequences.ts';
import { firstMovers } from './fixture.ts';
import { begin } from './saga-model.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** A sequence that ended as the model says. */
export interface Sequence {
  /** The names of the commands that ran. Commands that did not apply at their place were skipped. */
  readonly ran: readonly string[];
  /** From the last command until the system was quiet and checked. */
  readonly settledMs: number;
}

export interface ModelCheck<S extends SystemUnderTest> {
  readonly sequences: number;
  readonly seed: number;
  /** Called before each sequence, with the system quiet. */
  readonly enter: () => Promise<S>;
  readonly leave: (system: S) => Promise<void>;
  readonly passed: (sequence: Sequence) => void;
  /** How long a counterexample is shrunk, ms. Every try is a sequence on the real system. */
  readonly shrinkForMs: number;
}

/**
 * Runs sequences of random commands, one after the other, until one contradicts the model.
 *
 * @returns fast-check's report of the shrunk counterexample; null when there is none
 */
export async function checkModel<S extends SystemUnderTest>(check: ModelCheck<S>): Promise<string | null> {
  let failedAt: number | undefined;
  const isTimeUp = (): boolean => failedAt !== undefined && performance.now() - failedAt > check.shrinkForMs;

  const property = fc.asyncProperty(sequences, async (sequence) => {
    // Once the time is up every candidate passes, which ends the shrinking.
    if (isTimeUp()) return;
    const system = await check.enter();
    try {
      const run: SequenceRun = { model: begin(firstMovers), ran: [] };
      await fc.asyncModelRun(() => ({ model: run, real: system }), sequence);
      const since = performance.now();
      await settleAndCheck(run, system);
      if (failedAt === undefined) check.passed({ ran: run.ran, settledMs: performance.now() - since });
      await check.leave(system);
    } catch (error) {
      failedAt ??= performance.now();
      // The first failure is reported; one of the cleanup would hide it.
      await check.leave(system).catch(() => undefined);
      throw error;
    }
  });
  const details = await fc.check(property, { numRuns: check.sequences, seed: check.seed });
  if (!details.failed) return null;
  const { errorInstance: error } = details;
  return `${error instanceof Error ? error.message : String(error)}\n${fc.defaultReportMessage(details)}`;
}
