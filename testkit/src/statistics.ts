/**
 * The quantile `share` by the nearest-rank method: at least this share of all values is not greater. Null without values.
 */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** With fewer values, the 99th percentile is the slowest value, and the slowest value measures the machine. */
export const ENOUGH_FOR_P99 = 40;

/**
 * The 95 % upper bound on the probability of an event that did not happen in `runs` runs: the "rule of three"
 * (Hanley & Lippman-Hand, JAMA 249 (1983) 1743).
 */
export const ruleOfThree = (runs: number): number => Math.min(1, 3 / runs);
