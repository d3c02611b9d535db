/** How patient we are with a provider. */
export interface DeliveryPolicy {
  /** How long one attempt or lookup may take before it counts as crashed, ms. Well above the provider's timeout. */
  readonly leaseMs: number;
  /** How old an attempt must be for "not there" to be believed, ms: a request may still be on its way. */
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
  leaseMs: 30 * SECOND,
  absenceMs: 10 * SECOND,
  retry: { firstMs: SECOND, maxMs: 5 * MINUTE },
  lookUp: { firstMs: SECOND, maxMs: MINUTE },
  report: { firstMs: 30 * SECOND, maxMs: 30 * MINUTE },
  usefulMs: 6 * HOUR,
  unconfirmedMs: 24 * HOUR,
};

/** Doubled each time up to the most, then between half and all of it, so that many do not come back at once. */
export const pause = ({ firstMs, maxMs }: Backoff, nth: number, random: number): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(nth, 30)) * (0.5 + random / 2);
