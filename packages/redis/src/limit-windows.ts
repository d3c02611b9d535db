import { z } from 'zod';

/** How often something may happen in a time: `points` uses in `seconds`, counted from the first one. */
export interface LimitWindow {
  readonly points: number;
  readonly seconds: number;
}

const UNITS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

/** Parses `10/minute,100/day`. The shortest window comes first. */
export const limitWindows = z.string().transform((text, context): readonly LimitWindow[] => {
  const windows = text.split(',').map(parseWindow);
  const valid = windows.filter((window) => window !== null);
  if (valid.length === windows.length) return valid.toSorted((a, b) => a.seconds - b.seconds);
  context.addIssue({ code: 'custom', message: 'must be like 10/minute,100/day' });
  return z.NEVER;
});

function parseWindow(text: string): LimitWindow | null {
  const [, digits, unit = ''] = /^\s*(\d{1,9})\/(\w+)\s*$/.exec(text) ?? [];
  const seconds = UNITS[unit];
  const points = Number(digits);
  return seconds !== undefined && points > 0 ? { points, seconds } : null;
}
