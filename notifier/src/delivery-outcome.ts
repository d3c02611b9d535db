import {
  accepted,
  finalState,
  type Circumstances,
  type Delivery,
  type DeliveryState,
  earlier,
  endUnsent,
  failed,
  later,
  type StateOf,
} from './delivery.ts';
import { type Backoff, pause } from './delivery-policy.ts';
import type { Finding, Report } from './provider.ts';

/** Decisions about the outcome of a sent delivery: by a lookup at the provider, and by its delivery reports. */

/**
 * The state after a lookup. A finding is as old as the lookup: since then another attempt may have begun, or a message that was
 * absent may have arrived.
 */
export function afterLookUp(
  delivery: Delivery,
  askedAt: Date,
  finding: Finding,
  circumstances: Circumstances,
): DeliveryState {
  const { state } = delivery;
  if (state.status !== 'UNKNOWN' && state.status !== 'ACCEPTED') return state;
  if (finding.kind === 'FOUND' && finding.progress !== 'ON_ITS_WAY')
    return finalState(state.attempt, finding, circumstances.now);
  return state.status === 'ACCEPTED'
    ? acceptedAfterLookUp(state, finding, circumstances)
    : unknownAfterLookUp(delivery, state, askedAt, finding, circumstances);
}

/** An accepted message is looked up again later, never sent again, even if absent: the provider has accepted it once. */
function acceptedAfterLookUp(
  state: StateOf<'ACCEPTED'>,
  finding: Finding,
  circumstances: Circumstances,
): DeliveryState {
  const { now, policy } = circumstances;
  const { attempt, providerId } = state;
  if (now >= later(state.since, policy.unconfirmedMs))
    return { status: 'FAILED', attempt, providerId, failureCode: 'UNCONFIRMED', since: now };
  const lookups = state.lookups + 1;
  return { ...state, lookups, dueAt: nextLookUp(finding, policy.report, lookups, circumstances) };
}

function unknownAfterLookUp(
  delivery: Delivery,
  state: StateOf<'UNKNOWN'>,
  askedAt: Date,
  finding: Finding,
  circumstances: Circumstances,
): DeliveryState {
  const { now, policy } = circumstances;
  const { attempt, since } = state;
  if (finding.kind === 'FOUND') return accepted(attempt, finding.providerId, now, policy);
  const believable = later(since, policy.absenceMs);
  if (finding.kind === 'ABSENT' && askedAt >= believable)
    return endUnsent(delivery, now) ?? { status: 'PENDING', attempt, dueAt: now };
  if (finding.kind === 'UNAVAILABLE' && now >= later(delivery.expiresAt, policy.absenceMs))
    return failed(attempt, 'UNCONFIRMED', now);
  const lookups = state.lookups + 1;
  const next = nextLookUp(finding, policy.lookUp, lookups, circumstances);
  // Look up again as soon as an absence can be believed, so that the customer waits no longer than necessary.
  const dueAt = finding.kind === 'ABSENT' && now < believable ? earlier(next, believable) : next;
  return { ...state, lookups, dueAt };
}

/** The state after a delivery report, which may come twice, late, out of order, or before the answer to sending. */
export function afterReport(
  { state }: Delivery,
  report: Omit<Report, 'deliveryId'>,
  { now, policy }: Circumstances,
): DeliveryState {
  if (state.status === 'DELIVERED') return state;
  if (report.progress === 'DELIVERED') return finalState(state.attempt, report, now);
  switch (state.status) {
    case 'PENDING':
    case 'SENDING':
    case 'UNKNOWN':
      return report.progress === 'ON_ITS_WAY'
        ? accepted(state.attempt, report.providerId, now, policy)
        : finalState(state.attempt, report, now);
    case 'ACCEPTED':
      return report.progress === 'ON_ITS_WAY' ? state : finalState(state.attempt, report, now);
    case 'FAILED':
    case 'SUPERSEDED':
      return state;
    default:
      return state satisfies never;
  }
}

function nextLookUp(
  finding: Finding,
  backoff: Backoff,
  lookups: number,
  { now, random }: Circumstances,
): Date {
  const retryAfterMs = finding.kind === 'UNAVAILABLE' ? (finding.retryAfterMs ?? 0) : 0;
  return later(now, Math.max(retryAfterMs, pause(backoff, lookups, random)));
}
