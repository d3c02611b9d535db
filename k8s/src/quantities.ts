const FACTORS: Readonly<Record<string, number>> = { Ki: 1 / 1024, Mi: 1, Gi: 1024 };

/** `512Mi` → 512. NaN for a quantity without Ki, Mi or Gi. */
export function inMebibytes(quantity: string): number {
  const [, amount, unit = ''] = /^(\d+)(Ki|Mi|Gi)$/.exec(quantity) ?? [];
  return Number(amount) * (FACTORS[unit] ?? Number.NaN);
}
