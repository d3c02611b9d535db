import {
  accepted,
  type Circumstances,
  type Delivery,
  type DeliveryState,
  earlier,
  endUnsent,
  failed,
  later,
} from './delivery.ts';
import { pause } from './delivery-policy.ts';
import type { Answer } from './provider.ts';

/** Decisions about sending a delivery: claim it, record the answer, withdraw it. */

export type Claim = { readonly state: DeliveryState; readonly action: 'SEND' | 'LOOK_UP' | 'NONE' };

/** Decides the action for a due delivery. The new state is stored before the action is taken. */
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
      // The lease ended without an answer: the sending process has crashed, before or after the provider accepted the message.
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

/** The state after sending. The answer to an outdated attempt changes nothing. */
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
        endUnsent(delivery, now) ?? afterRejection(delivery, attempt, answer.retryAfterMs, circumstances)
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

/** The state after a temporary rejection: the next attempt is due after a pause, when the message expires at the latest. */
const afterRejection = (
  { expiresAt }: Delivery,
  attempt: number,
  retryAfterMs = 0,
  { now, policy, random }: Circumstances,
): DeliveryState => ({
  status: 'PENDING',
  attempt,
  dueAt: earlier(later(now, Math.max(retryAfterMs, pause(policy.retry, attempt - 1, random))), expiresAt),
});

/** Withdraws a message and lets what it says be deleted: the provider must not be asked about it any more. */
export const erase = (delivery: Delivery, now: Date): Delivery => ({
  ...withdraw(delivery, now),
  erased: true,
});

/** Withdraws a message that a later event makes wrong. A message that was sent cannot be recalled, but is not sent again. */
export const withdraw = (delivery: Delivery, now: Date): Delivery => ({
  ...delivery,
  withdrawn: true,
  state:
    delivery.state.status === 'PENDING'
      ? { status: 'SUPERSEDED', attempt: delivery.state.attempt, since: now }
      : delivery.state,
});
