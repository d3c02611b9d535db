import type { Random } from './random.ts';
import type { Testbed } from './testbed.ts';

/** One kind of fault: one line of the console output, one entry of the JSON results. */
export interface Fault {
  /** Unique. `--only` matches it, and the fault's random numbers depend on it. */
  readonly name: string;
  /** The fault class: one row of docs/reliability.md. Each group runs on a system that was started for it. */
  readonly group: string;
  /** Processes of each stateful service, default 1. The same for all faults of a group. */
  readonly replicas?: number;
  /** true: the group never shares its system, because it switches movers off or counts everything. The same throughout a group. */
  readonly ownSystem?: boolean;
  /** The expected outcome, in addition to the invariants. */
  readonly expect: string;
  /** How often each campaign injects it. The quick campaign leaves out faults with 0. */
  readonly runs: { readonly full: number; readonly quick: number };
  /** The limit of the 99th percentile of the recovery times, ms; null when recovery time is not the point. */
  readonly p99Ms: number | null;
  /** Injects the fault `trial.runs` times. @throws Error when it cannot continue */
  inject(testbed: Testbed, trial: Trial): Promise<void>;
}

/** The inputs of an injection, and the place where it reports what it saw. */
export interface Trial {
  readonly runs: number;
  /** The same seed gives the same numbers. */
  readonly random: Random;
  /** Reports one run in which the expected outcome was reached, `ms` after the fault. */
  recovered(ms: number): void;
  /** Reports a violation that the invariants do not cover. */
  violated(what: string): void;
  /** Reports a figure for the readers of the results. */
  note(text: string): void;
}
