import { z } from 'zod';

/** The ways in which a provider fails, each for the next requests to send. */
export const faultModes = [
  'none',
  /** Refuses, with Retry-After. */
  '503',
  '429',
  /** Takes the message and never answers. */
  'timeout-after-accept',
  /** Takes the message and resets the connection. */
  'reset-after-accept',
  /** Never answers, and takes nothing. */
  'hang',
  /** Takes the message; it never reaches the phone. */
  'accept-then-fail',
  'report-duplicates',
  /** An older report and one that contradicts it come after the last one. */
  'report-out-of-order',
  'no-report',
] as const;
export type FaultMode = (typeof faultModes)[number];

export const faultOrder = z.object({
  mode: z.enum(faultModes),
  times: z.int().min(1).max(1_000_000).default(1),
});

export interface Faults {
  set(mode: FaultMode, times: number): void;
  /** What befalls this request. */
  take(): FaultMode;
}

export function createFaults(): Faults {
  let mode: FaultMode = 'none';
  let left = 0;
  return {
    set(next, times) {
      mode = next;
      left = times;
    },
    take() {
      if (left === 0) return 'none';
      left -= 1;
      return mode;
    },
  };
}
