import { percentile } from '@movecall/testkit/statistics';
import type { Result } from './campaign.ts';

/** The figures of one fault class: all faults of a group together. */
export interface FaultClass {
  readonly name: string;
  readonly faults: number;
  readonly runs: number;
  readonly violations: number;
  /** Of the recovery times, ms; null without runs. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** One class per group, in the order of the results. */
export function summarizeByClass(results: readonly Result[]): FaultClass[] {
  const groups = [...new Set(results.map(({ fault }) => fault.group))];
  return groups.map((group) =>
    summarize(
      group,
      results.filter(({ fault }) => fault.group === group),
    ),
  );
}

export function summarize(name: string, results: readonly Result[]): FaultClass {
  const recoveriesMs = results.flatMap((result) => result.recoveriesMs);
  return {
    name,
    faults: results.length,
    runs: sum(results.map(({ runs }) => runs)),
    violations: sum(results.map(({ violations }) => violations.length)),
    p50Ms: percentile(recoveriesMs, 0.5),
    p99Ms: percentile(recoveriesMs, 0.99),
    maxMs: percentile(recoveriesMs, 1),
  };
}

/** Whether the 99th percentile of the recovery times is over the fault's limit. */
export const isLate = (limitMs: number | null, recoveriesMs: readonly number[]): boolean =>
  limitMs !== null && (percentile(recoveriesMs, 0.99) ?? 0) > limitMs;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
