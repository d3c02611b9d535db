import { z } from 'zod';

/** The clock of a process: all that it decides about days, ends and dates uses it. Pauses and timeouts run by the machine's. */
export interface Clock {
  readonly now: () => Date;
  /** How far it is ahead of the machine's clock, ms; 0 but in tests. */
  readonly aheadMs: number;
}

/** The variable that sets a process's clock. */
export const clockEnv = {
  /** For tests only: how far the clock is ahead of the machine's, ms; below 0 it is behind. */
  CLOCK_AHEAD_MS: z.coerce.number().int().default(0),
};

export const clockOf = ({ CLOCK_AHEAD_MS: aheadMs }: z.output<z.ZodObject<typeof clockEnv>>): Clock => ({
  aheadMs,
  now: aheadMs === 0 ? () => new Date() : () => new Date(Date.now() + aheadMs),
});

/**
 * The moment before which rows are old. Databases stamp some rows themselves, by their own clock: with a clock that is set, the earlier
 * of both keeps what either of them would keep.
 */
export const earlierNow = ({ now, aheadMs }: Clock): Date => (aheadMs > 0 ? new Date() : now());
