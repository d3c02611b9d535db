/**
 * The times of sending. No message is sent twice as long as
 *
 *   beginMs + timeoutMs < leaseMs     a live process has given its request up, and recorded that, before another one takes
 *                                     the delivery over;
 *   beginMs + timeoutMs < absenceMs   a request given up at the last moment has arrived at the provider before the notifier
 *                                     believes that the message is absent.
 *
 * The lease and the age of an attempt count from the claim. When a process dies while it sends, its customer waits until the
 * lease ends: so the lease is as short as these two conditions allow.
 */
export interface DeliveryPolicy {
  /** How long after the claim an attempt may begin, ms. A process that was suspended for longer does not begin it. */
  readonly beginMs: number;
  /** Timeout of one request to the provider, ms. */
  readonly timeoutMs: number;
  /** How long an attempt or lookup may take before its process counts as crashed, ms. */
  readonly leaseMs: number;
  /** How old an attempt must be before a lookup that finds no message is believed, ms. */
  readonly absenceMs: number;
  /** Pauses between attempts. */
  readonly retry: Backoff;
  /** Pauses between lookups of an attempt whose outcome is unknown. */
  readonly lookUp: Backoff;
  /** How long to wait for a delivery report before a lookup. */
  readonly report: Backoff;
  /** The age at which a message about a call is no longer sent, ms. */
  readonly usefulMs: number;
  /** How long after its acceptance a message without a final report counts as failed, ms. */
  readonly unconfirmedMs: number;
}

/** Pauses that double from the first up to the longest. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const standardPolicy: DeliveryPolicy = {
  // A request ends 5 s after its claim at the latest. Two seconds remain to record its result, and for it to arrive late.
  beginMs: 2 * SECOND,
  timeoutMs: 3 * SECOND,
  leaseMs: 7 * SECOND,
  absenceMs: 7 * SECOND,
  retry: { firstMs: SECOND, maxMs: 5 * MINUTE },
  lookUp: { firstMs: SECOND, maxMs: MINUTE },
  report: { firstMs: 30 * SECOND, maxMs: 30 * MINUTE },
  usefulMs: 6 * HOUR,
  unconfirmedMs: 24 * HOUR,
};

/** The nth pause, ms: doubled each time up to the longest, then spread between half of it and all of it. */
export const pause = ({ firstMs, maxMs }: Backoff, nth: number, random: number): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(nth, 30)) * (0.5 + random / 2);
