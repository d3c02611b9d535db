/** The value below which `share` of all lie (nearest rank), ms; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Of fewer values the slowest one says more about the machine. */
export const ENOUGH_FOR_P99 = 40;

/**
 * How often something may happen at most, with 95 % confidence, when it did not happen in so many runs: the "rule of three"
 * (Hanley & Lippman-Hand, JAMA 249 (1983) 1743).
 */
export const ruleOfThree = (runs: number): number => Math.min(1, 3 / runs);
