import { z } from 'zod';

/** How the provider fails. A mode applies to the next requests to send. */
export const faultModes = [
  'none',
  /** Refuses the request, with Retry-After. */
  '503',
  '429',
  /** Accepts the message and never answers. */
  'timeout-after-accept',
  /** Accepts the message and resets the connection. */
  'reset-after-accept',
  /** Never answers and does not accept the message. */
  'hang',
  /** Accepts the message, which then fails to reach the phone. */
  'accept-then-fail',
  /** Sends each delivery report ten times. */
  'report-duplicates',
  /** After the final report, sends an older one and a contradicting one. */
  'report-out-of-order',
  /** Sends no delivery report. */
  'no-report',
] as const;
export type FaultMode = (typeof faultModes)[number];

/** The body of an order of faults: a mode, and how many requests it applies to. */
export const faultOrder = <Mode extends string>(modes: readonly [Mode, ...Mode[]]) =>
  z.object({
    mode: z.enum(modes),
    times: z.int().min(1).max(1_000_000).default(1),
  });

export interface Faults<Mode extends string> {
  /** The next `times` requests fail like `mode`. */
  set(mode: Mode, times: number): void;
  /** The fault of the present request. */
  take(): Mode | 'none';
}

export function createFaults<Mode extends string>(): Faults<Mode> {
  let mode: Mode | 'none' = 'none';
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
