import { type Backoff, type DeliveryPolicy, pause } from './delivery-policy.ts';
import type { Answer, Finding, Report } from './provider.ts';

/**
 * One message to one customer, from intent to end:
 *
 *                  ┌────────── rejected for now, or found not to be there ──────────┐
 *                  ▼                                                                │
 *   PENDING ─▶ SENDING ─▶ ACCEPTED ─▶ DELIVERED | FAILED        SENDING ─▶ UNKNOWN ─┘
 *      └─▶ SUPERSEDED                                                        └─▶ ACCEPTED …
 *
 * A provider gives no exactly-once delivery, so everything turns on UNKNOWN: after a timeout, a reset or a crash while
 * SENDING, nothing is sent until the provider was asked what became of the attempt, and a "not there" counts only when
 * the attempt is old enough for it to have arrived.
 *
 * DELIVERED is for good. FAILED is as well, but for a report that the message was delivered after all: providers give up
 * on messages that phones receive later.
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
      /** Null when it was never accepted. */
      readonly providerId: string | null;
      readonly failureCode: string;
      readonly since: Date;
    }
  | { readonly status: 'SUPERSEDED'; readonly attempt: number; readonly since: Date };

export interface Delivery {
  readonly state: DeliveryState;
  readonly expiresAt: Date;
  /** What it says has been overtaken: it must not be sent (again). */
  readonly withdrawn: boolean;
}

/** The moment, the policy and a random number in [0, 1): what a decision needs beside its subject. */
export interface Circumstances {
  readonly now: Date;
  readonly policy: DeliveryPolicy;
  readonly random: number;
}

export type Claim = { readonly state: DeliveryState; readonly action: 'SEND' | 'LOOK_UP' | 'NONE' };

/** What to do with a delivery whose moment has come. The state is kept before the action is taken. */
export function claim(delivery: Delivery, { now, policy }: Circumstances): Claim {
  const { state } = delivery;
  const leased = later(now, policy.leaseMs);
  switch (state.status) {
    case 'PENDING': {
      const end = endUnsent(delivery, now);
      if (end) return { state: end, action: 'NONE' };
      return {
        state: { status: 'SENDING', attempt: state.attempt + 1, since: now, dueAt: leased },
        action: 'SEND',
      };
    }
    case 'SENDING':
      // The lease ran out without an answer: whoever sent it has crashed, before or after the provider took it.
      return {
        state: { status: 'UNKNOWN', attempt: state.attempt, since: state.since, lookups: 0, dueAt: leased },
        action: 'LOOK_UP',
      };
    case 'UNKNOWN':
    case 'ACCEPTED':
      return { state: { ...state, dueAt: leased }, action: 'LOOK_UP' };
    case 'DELIVERED':
    case 'FAILED':
    case 'SUPERSEDED':
      return { state, action: 'NONE' };
    default:
      return state satisfies never;
  }
}

/** After sending. An answer to an attempt that is not the current one any more changes nothing. */
export function afterSend(
  delivery: Delivery,
  attempt: number,
  answer: Answer,
  circumstances: Circumstances,
): DeliveryState {
  const { state } = delivery;
  const { now, policy } = circumstances;
  const current = (state.status === 'SENDING' || state.status === 'UNKNOWN') && state.attempt === attempt;
  if (!current) return state;
  switch (answer.kind) {
    case 'ACCEPTED':
      return accepted(state.attempt, answer.providerId, now, policy);
    case 'REJECTED':
      if (answer.permanent) return failed(attempt, answer.code, now);
      return (
        endUnsent(delivery, now) ?? {
          status: 'PENDING',
          attempt,
          dueAt: earlier(
            later(
              now,
              Math.max(answer.retryAfterMs ?? 0, pause(policy.retry, attempt - 1, circumstances.random)),
            ),
            delivery.expiresAt,
          ),
        }
      );
    case 'UNKNOWN':
      if (state.status === 'UNKNOWN') return state;
      return {
        status: 'UNKNOWN',
        attempt,
        since: state.since,
        lookups: 0,
        dueAt: later(now, pause(policy.lookUp, 0, circumstances.random)),
      };
    default:
      return answer satisfies never;
  }
}

/**
 * After asking the provider what became of it. What it says is of the moment of asking: by now there may have been another
 * attempt, or the one it knew nothing of may have arrived.
 */
export function afterLookUp(
  delivery: Delivery,
  askedAt: Date,
  finding: Finding,
  circumstances: Circumstances,
): DeliveryState {
  const { state } = delivery;
  const { now, policy } = circumstances;
  if (state.status !== 'UNKNOWN' && state.status !== 'ACCEPTED') return state;
  if (finding.kind === 'FOUND' && finding.progress !== 'ON_ITS_WAY')
    return arrived(state.attempt, finding, now);

  if (state.status === 'ACCEPTED') {
    // Not there, although it was accepted: whatever the reason, sending it again could only make it two.
    return now >= later(state.since, policy.unconfirmedMs)
      ? {
          status: 'FAILED',
          attempt: state.attempt,
          providerId: state.providerId,
          failureCode: 'UNCONFIRMED',
          since: now,
        }
      : {
          ...state,
          lookups: state.lookups + 1,
          dueAt: nextLookUp(finding, policy.report, state.lookups + 1, circumstances),
        };
  }
  if (finding.kind === 'FOUND') return accepted(state.attempt, finding.providerId, now, policy);
  const believable = later(state.since, policy.absenceMs);
  if (finding.kind === 'ABSENT' && askedAt >= believable) {
    return endUnsent(delivery, now) ?? { status: 'PENDING', attempt: state.attempt, dueAt: now };
  }
  if (finding.kind === 'UNAVAILABLE' && now >= later(delivery.expiresAt, policy.absenceMs)) {
    return failed(state.attempt, 'UNCONFIRMED', now);
  }
  const next = nextLookUp(finding, policy.lookUp, state.lookups + 1, circumstances);
  return {
    ...state,
    lookups: state.lookups + 1,
    // The customer is not to wait for longer than doubt demands.
    dueAt: finding.kind === 'ABSENT' && now < believable ? earlier(next, believable) : next,
  };
}

/** After a delivery report: it may come twice, late, before the answer to sending, or in the wrong order. */
export function afterReport(
  { state }: Delivery,
  report: Omit<Report, 'deliveryId'>,
  { now, policy }: Circumstances,
): DeliveryState {
  if (state.status === 'DELIVERED') return state;
  if (report.progress === 'DELIVERED') return arrived(state.attempt, report, now);
  switch (state.status) {
    case 'PENDING':
    case 'SENDING':
    case 'UNKNOWN':
      return report.progress === 'ON_ITS_WAY'
        ? accepted(state.attempt, report.providerId, now, policy)
        : arrived(state.attempt, report, now);
    case 'ACCEPTED':
      return report.progress === 'ON_ITS_WAY' ? state : arrived(state.attempt, report, now);
    case 'FAILED':
    case 'SUPERSEDED':
      return state;
    default:
      return state satisfies never;
  }
}

/** What it says has been overtaken. One that may be under way is not called back, but not sent again either. */
export const withdraw = (delivery: Delivery, now: Date): Delivery => ({
  ...delivery,
  withdrawn: true,
  state:
    delivery.state.status === 'PENDING'
      ? { status: 'SUPERSEDED', attempt: delivery.state.attempt, since: now }
      : delivery.state,
});

export const outcomes = ['DELIVERED', 'FAILED', 'SUPERSEDED'] as const;
export type Outcome = (typeof outcomes)[number];

/** How it ended; null while it has not. */
export function outcomeOf(state: DeliveryState): Outcome | null {
  const { status } = state;
  return status === 'DELIVERED' || status === 'FAILED' || status === 'SUPERSEDED' ? status : null;
}

/** The end of one that is not with the provider, if it must not be sent any more. */
function endUnsent({ state, withdrawn, expiresAt }: Delivery, now: Date): DeliveryState | null {
  if (withdrawn) return { status: 'SUPERSEDED', attempt: state.attempt, since: now };
  return now >= expiresAt ? failed(state.attempt, 'EXPIRED', now) : null;
}

const accepted = (attempt: number, providerId: string, now: Date, policy: DeliveryPolicy): DeliveryState => ({
  status: 'ACCEPTED',
  attempt,
  providerId,
  since: now,
  lookups: 0,
  dueAt: later(now, policy.report.firstMs),
});

const failed = (attempt: number, failureCode: string, now: Date): DeliveryState => ({
  status: 'FAILED',
  attempt,
  providerId: null,
  failureCode,
  since: now,
});

const arrived = (
  attempt: number,
  { providerId, progress, code }: Omit<Report, 'deliveryId'>,
  now: Date,
): DeliveryState =>
  progress === 'DELIVERED'
    ? { status: 'DELIVERED', attempt, providerId, since: now }
    : { status: 'FAILED', attempt, providerId, failureCode: code, since: now };

function nextLookUp(
  finding: Finding,
  backoff: Backoff,
  lookups: number,
  { now, random }: Circumstances,
): Date {
  const asked = finding.kind === 'UNAVAILABLE' ? (finding.retryAfterMs ?? 0) : 0;
  return later(now, Math.max(asked, pause(backoff, lookups, random)));
}

const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
