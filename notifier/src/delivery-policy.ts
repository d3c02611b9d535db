/**
 * How patient we are with a provider. Nobody is told twice as long as
 *
 *   beginMs + timeoutMs < leaseMs     whoever lives has given its request up, and has time to write that down, before
 *                                     somebody else takes the delivery over;
 *   beginMs + timeoutMs < absenceMs   what was given up at the last moment has time to arrive before "not there" is believed.
 *
 * All of them count from the moment of claiming. The lease is also how long a customer waits when a process dies while it
 * sends: as short as these two allow.
 */
export interface DeliveryPolicy {
  /** How long after it was claimed an attempt may still begin, ms: later, the process was stopped or is far too slow. */
  readonly beginMs: number;
  /** For one request to the provider, ms. */
  readonly timeoutMs: number;
  /** How long one attempt or lookup may take before it counts as crashed, ms. */
  readonly leaseMs: number;
  /** How old an attempt must be, when the provider is asked, for its "not there" to be believed, ms. */
  readonly absenceMs: number;
  /** Pauses between attempts: doubled each time, ms. */
  readonly retry: Backoff;
  /** Pauses between lookups of an attempt whose outcome is unknown, ms. */
  readonly lookUp: Backoff;
  /** How long to wait for a delivery report, ms, before asking; then doubled each time. */
  readonly report: Backoff;
  /** A call's message older than this is not sent any more, ms. */
  readonly usefulMs: number;
  /** An accepted message of which nothing was heard for so long counts as failed, ms. */
  readonly unconfirmedMs: number;
}

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const standardPolicy: DeliveryPolicy = {
  // Over after 5 s at the latest: two more to arrive, and to write down what came of it.
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

/** Doubled each time up to the most, then between half and all of it, so that many do not come back at once. */
export const pause = ({ firstMs, maxMs }: Backoff, nth: number, random: number): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(nth, 30)) * (0.5 + random / 2);
