import type { Random } from './random.ts';
import type { Testbed } from './testbed.ts';

/** One fault at one kind of moment: a line of the report. */
export interface Fault {
  /** Unique; in the report, and what `--only` looks for. */
  readonly name: string;
  /** What it befalls. Each group is run on a system that was started for it. */
  readonly group: string;
  /** How many processes of each stateful service there are to be; one, unless it says so. The same throughout a group. */
  readonly replicas?: number;
  /** What has to come of it, beside that every invariant holds. */
  readonly expect: string;
  /** How often; the quick campaign does without those that have none. */
  readonly runs: { readonly full: number; readonly quick: number };
  /** What 99 of 100 recoveries are to take less than, ms; null when it is not about recovering. */
  readonly p99Ms: number | null;
  /** Injects it `trial.runs` times; rejects when it cannot go on. */
  inject(testbed: Testbed, trial: Trial): Promise<void>;
}

/** Where an injection says what it saw. */
export interface Trial {
  readonly runs: number;
  /** All that is left to chance: the same again from the same seed. */
  readonly random: Random;
  /** One run is over: the testbed is as it has to be again, so many ms after the fault. */
  recovered(ms: number): void;
  /** Something that must not be, beyond what the invariants' checker finds. */
  violated(what: string): void;
  /** A figure that readers of the report want to know. */
  note(text: string): void;
}
