import type { DeliveryPolicy } from './delivery-policy.ts';
import type { Report } from './provider.ts';

/**
 * The life of one message to one customer:
 *
 *                  ┌────────── rejected temporarily, or found absent ────────┐
 *                  ▼                                                         │
 *   PENDING ─▶ SENDING ─▶ ACCEPTED ─▶ DELIVERED | FAILED        SENDING ─▶ UNKNOWN
 *      └─▶ SUPERSEDED                                                        └─▶ ACCEPTED …
 *
 * No provider delivers exactly once, so a timeout, a reset or a crash while SENDING leads to UNKNOWN. From UNKNOWN nothing is
 * sent before a lookup at the provider. A lookup that finds no message is believed only when the attempt is old enough: an
 * earlier request may still be on its way to the provider.
 *
 * DELIVERED is final. FAILED is final except for a report that the message was delivered: a phone may receive a message after
 * the provider has given it up.
 */
export type DeliveryState =
  | { readonly status: 'PENDING'; readonly attempt: number; readonly dueAt: Date }
  | { readonly status: 'SENDING'; readonly attempt: number; readonly since: Date; readonly dueAt: Date }
  | {
      readonly status: 'UNKNOWN';
      readonly attempt: number;
      readonly since: Date;
      readonly lookups: number;
      readonly dueAt: Date;
    }
  | {
      readonly status: 'ACCEPTED';
      readonly attempt: number;
      readonly providerId: string;
      readonly since: Date;
      readonly lookups: number;
      readonly dueAt: Date;
    }
  | {
      readonly status: 'DELIVERED';
      readonly attempt: number;
      readonly providerId: string;
      readonly since: Date;
    }
  | {
      readonly status: 'FAILED';
      readonly attempt: number;
      /** Null when its acceptance is not known. */
      readonly providerId: string | null;
      readonly failureCode: string;
      readonly since: Date;
    }
  | { readonly status: 'SUPERSEDED'; readonly attempt: number; readonly since: Date };

export type StateOf<S extends DeliveryState['status']> = Extract<DeliveryState, { status: S }>;

export interface Delivery {
  readonly state: DeliveryState;
  readonly expiresAt: Date;
  /** A later event makes the message wrong: it must not be sent, or sent again. */
  readonly withdrawn: boolean;
  /** What the message says, and to whom, is deleted once the message has its outcome. */
  readonly erased: boolean;
}

/** The inputs of a decision beside the delivery: the moment, the policy and a random number in [0, 1). */
export interface Circumstances {
  readonly now: Date;
  readonly policy: DeliveryPolicy;
  readonly random: number;
}

export const outcomes = ['DELIVERED', 'FAILED', 'SUPERSEDED'] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcome of a delivery; null while it is open. */
export function outcomeOf(state: DeliveryState): Outcome | null {
  const { status } = state;
  return status === 'DELIVERED' || status === 'FAILED' || status === 'SUPERSEDED' ? status : null;
}

/** The final state of a message that the provider does not have and that must not be sent; null if it may be sent. */
export function endUnsent({ state, withdrawn, expiresAt }: Delivery, now: Date): DeliveryState | null {
  if (withdrawn) return { status: 'SUPERSEDED', attempt: state.attempt, since: now };
  return now >= expiresAt ? failed(state.attempt, 'EXPIRED', now) : null;
}

/** The state after the provider has accepted a message. */
export const accepted = (
  attempt: number,
  providerId: string,
  now: Date,
  policy: DeliveryPolicy,
): DeliveryState => ({
  status: 'ACCEPTED',
  attempt,
  providerId,
  since: now,
  lookups: 0,
  dueAt: later(now, policy.report.firstMs),
});

/** The failure of a message whose acceptance is not known. */
export const failed = (attempt: number, failureCode: string, now: Date): DeliveryState => ({
  status: 'FAILED',
  attempt,
  providerId: null,
  failureCode,
  since: now,
});

/** The final state after the provider delivered a message or gave it up. */
export const finalState = (
  attempt: number,
  { providerId, progress, code }: Omit<Report, 'deliveryId'>,
  now: Date,
): DeliveryState =>
  progress === 'DELIVERED'
    ? { status: 'DELIVERED', attempt, providerId, since: now }
    : { status: 'FAILED', attempt, providerId, failureCode: code, since: now };

export const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
export const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
