import { type Backoff, pause } from './delivery-policy.ts';
import { accepted, endUnsent, failed } from './delivery-sending.ts';
import {
  type Circumstances,
  type Delivery,
  type DeliveryFact,
  earlier,
  later,
  type StateOf,
} from './delivery-state.ts';
import type { Finding, Report } from './provider.ts';

/** Decisions about the outcome of a sent delivery: by a lookup at the provider, and by its delivery reports. */

type Facts = readonly DeliveryFact[];

/**
 * Decides what a lookup means. A finding is as old as the lookup: since then another attempt may have begun, or a message that was
 * absent may have arrived.
 */
export function afterLookUp(
  delivery: Delivery,
  askedAt: Date,
  finding: Finding,
  circumstances: Circumstances,
): Facts {
  const { state } = delivery;
  if (state.status !== 'UNKNOWN' && state.status !== 'ACCEPTED') return [];
  if (finding.kind === 'FOUND' && finding.progress !== 'ON_ITS_WAY') return [ended(finding, circumstances)];
  return [
    state.status === 'ACCEPTED'
      ? acceptedAfterLookUp(state, finding, circumstances)
      : unknownAfterLookUp(delivery, state, askedAt, finding, circumstances),
  ];
}

/** An accepted message is looked up again later, never sent again, even if absent: the provider has accepted it once. */
function acceptedAfterLookUp(
  { providerId, since, lookups }: StateOf<'ACCEPTED'>,
  finding: Finding,
  circumstances: Circumstances,
): DeliveryFact {
  const { now, policy } = circumstances;
  if (now >= later(since, policy.unconfirmedMs))
    return { type: 'Failed', providerId, failureCode: 'UNCONFIRMED', at: now };
  return { type: 'LookedUp', dueAt: nextLookUp(finding, policy.report, lookups + 1, circumstances) };
}

function unknownAfterLookUp(
  delivery: Delivery,
  { since, lookups }: StateOf<'UNKNOWN'>,
  askedAt: Date,
  finding: Finding,
  circumstances: Circumstances,
): DeliveryFact {
  const { now, policy } = circumstances;
  if (finding.kind === 'FOUND') return accepted(finding.providerId, circumstances);
  const believable = later(since, policy.absenceMs);
  if (finding.kind === 'ABSENT' && askedAt >= believable)
    return endUnsent(delivery, now) ?? { type: 'PutBack', dueAt: now };
  if (finding.kind === 'UNAVAILABLE' && now >= later(delivery.expiresAt, policy.absenceMs))
    return failed('UNCONFIRMED', now);
  const next = nextLookUp(finding, policy.lookUp, lookups + 1, circumstances);
  // Look up again as soon as an absence can be believed, so that the customer waits no longer than necessary.
  const dueAt = finding.kind === 'ABSENT' && now < believable ? earlier(next, believable) : next;
  return { type: 'LookedUp', dueAt };
}

/** Decides what a delivery report means, which may come twice, late, out of order, or before the answer to sending. */
export function afterReport(
  { state }: Delivery,
  report: Omit<Report, 'deliveryId'>,
  circumstances: Circumstances,
): Facts {
  if (state.status === 'DELIVERED') return [];
  if (report.progress === 'DELIVERED') return [ended(report, circumstances)];
  switch (state.status) {
    case 'PENDING':
    case 'SENDING':
    case 'UNKNOWN':
      return [
        report.progress === 'ON_ITS_WAY'
          ? accepted(report.providerId, circumstances)
          : ended(report, circumstances),
      ];
    case 'ACCEPTED':
      return report.progress === 'ON_ITS_WAY' ? [] : [ended(report, circumstances)];
    case 'FAILED':
    case 'SUPERSEDED':
      return [];
    default:
      return state satisfies never;
  }
}

/** The provider delivered a message or gave it up. */
const ended = (
  { providerId, progress, code }: Omit<Report, 'deliveryId'>,
  { now }: Circumstances,
): DeliveryFact =>
  progress === 'DELIVERED'
    ? { type: 'Delivered', providerId, at: now }
    : { type: 'Failed', providerId, failureCode: code, at: now };

function nextLookUp(
  finding: Finding,
  backoff: Backoff,
  lookups: number,
  { now, random }: Circumstances,
): Date {
  const retryAfterMs = finding.kind === 'UNAVAILABLE' ? (finding.retryAfterMs ?? 0) : 0;
  return later(now, Math.max(retryAfterMs, pause(backoff, lookups, random)));
}
