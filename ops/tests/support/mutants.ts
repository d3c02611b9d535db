import { publicationMutants } from './mutants-of-events.ts';
import { callMutants } from './mutants-of-calls.ts';
import { alertMutants } from './mutants-of-alerts.ts';
import { contractMutants } from './mutants-of-contracts.ts';
import { rescheduleMutants } from './mutants-of-reschedules.ts';
import { ledgerMutants } from './mutants-of-ledgers.ts';
import type { MutableSystem } from './violations-after.ts';
import type { SampleCalls } from './sample-calls.ts';

/** A change that violates an invariant. */
export interface Mutant {
  /** The invariants that the checker must report, and no others. */
  readonly breaks: string | readonly string[];
  readonly when: string;
  mutate(system: MutableSystem, calls: SampleCalls): Promise<unknown>;
}

export const mutants: readonly Mutant[] = [
  ...callMutants,
  ...ledgerMutants,
  ...contractMutants,
  ...rescheduleMutants,
  ...publicationMutants,
  ...alertMutants,
];
