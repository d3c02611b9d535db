import { pause } from './delivery-policy.ts';
import { type Circumstances, type Delivery, type DeliveryFact, earlier, later } from './delivery-state.ts';
import type { Answer } from './provider.ts';

/** Decisions about sending a delivery: claim it, record the answer, withdraw it. */

type Facts = readonly DeliveryFact[];

/** Decides what to do about a due delivery. The fact is stored before anything is done: SendingBegun, LookUpBegun, or the end. */
export function claim(delivery: Delivery, { now, policy }: Circumstances): Facts {
  const { state } = delivery;
  const leasedUntil = later(now, policy.leaseMs);
  switch (state.status) {
    case 'PENDING':
      return [
        endUnsent(delivery, now) ?? {
          type: 'SendingBegun',
          attempt: state.attempt + 1,
          at: now,
          leasedUntil,
        },
      ];
    // The lease ended without an answer: the sending process has crashed, before or after the provider accepted the message.
    case 'SENDING':
    case 'UNKNOWN':
    case 'ACCEPTED':
      return [{ type: 'LookUpBegun', leasedUntil }];
    case 'DELIVERED':
    case 'FAILED':
    case 'SUPERSEDED':
      return [];
    default:
      return state satisfies never;
  }
}

/** Decides what the provider's answer means. The answer to an outdated attempt changes nothing. */
export function afterSend(
  delivery: Delivery,
  attempt: number,
  answer: Answer,
  circumstances: Circumstances,
): Facts {
  const { state } = delivery;
  const { now, policy, random } = circumstances;
  const current = (state.status === 'SENDING' || state.status === 'UNKNOWN') && state.attempt === attempt;
  if (!current) return [];
  switch (answer.kind) {
    case 'ACCEPTED':
      return [accepted(answer.providerId, circumstances)];
    case 'REJECTED':
      if (answer.permanent) return [failed(answer.code, now)];
      return [endUnsent(delivery, now) ?? afterRejection(delivery, answer.retryAfterMs, circumstances)];
    case 'UNKNOWN':
      if (state.status === 'UNKNOWN') return [];
      return [{ type: 'AnswerMissed', dueAt: later(now, pause(policy.lookUp, 0, random)) }];
    default:
      return answer satisfies never;
  }
}

/** After a temporary rejection the next attempt is due after a pause, when the message expires at the latest. */
const afterRejection = (
  { state: { attempt }, expiresAt }: Delivery,
  retryAfterMs = 0,
  { now, policy, random }: Circumstances,
): DeliveryFact => ({
  type: 'PutBack',
  dueAt: earlier(later(now, Math.max(retryAfterMs, pause(policy.retry, attempt - 1, random))), expiresAt),
});

/**
 * Withdraws a message and lets what it says be deleted: the provider must not be asked about it any more. A team that has lost a job is
 * told in any case, or it would come.
 */
export const erase = (delivery: Delivery, circumstances: Circumstances): Facts => [
  ...(delivery.about.template === 'JOB_RELEASED' ? [] : withdraw(delivery, circumstances)),
  ...(delivery.erased ? [] : [{ type: 'Erased' } as const]),
];

/** Withdraws a message that a later event makes wrong. A message that was sent cannot be recalled, but is not sent again. */
export const withdraw = ({ state, withdrawn }: Delivery, { now }: Circumstances): Facts => [
  ...(withdrawn ? [] : [{ type: 'Withdrawn' } as const]),
  ...(state.status === 'PENDING' ? [{ type: 'Superseded', at: now } as const] : []),
];

/** The end of a message that the provider does not have and that must not be sent; null if it may be sent. */
export function endUnsent({ withdrawn, expiresAt }: Delivery, now: Date): DeliveryFact | null {
  if (withdrawn) return { type: 'Superseded', at: now };
  return now >= expiresAt ? failed('EXPIRED', now) : null;
}

/** The provider has accepted a message. */
export const accepted = (providerId: string, { now, policy }: Circumstances): DeliveryFact => ({
  type: 'Accepted',
  providerId,
  at: now,
  dueAt: later(now, policy.report.firstMs),
});

/** The failure of a message whose acceptance is not known. */
export const failed = (failureCode: string, at: Date): DeliveryFact => ({
  type: 'Failed',
  providerId: null,
  failureCode,
  at,
});
