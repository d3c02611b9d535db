import type { TemplateCode } from '@movecall/schema/templates';
import type { DeliveryPolicy } from './delivery-policy.ts';
import type { Intent } from './message-values.ts';

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

/** The message that an event causes, and that event. */
export interface NewMessage extends Omit<Intent, 'about' | 'expiresAt'> {
  /** The id of the call, the sign-in or the quote. */
  readonly correlationId: string;
  readonly eventId: string;
  /** The trace context of the event's handling. The span that sends the message, however late, continues it. */
  readonly traceparent: string | null;
}

export interface Delivery {
  readonly about: {
    readonly template: TemplateCode;
    readonly correlationId: string;
    readonly eventId: string;
    readonly traceparent: string | null;
  };
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

export type DeliveryFact =
  | { readonly type: 'Recorded'; readonly message: NewMessage; readonly at: Date; readonly expiresAt: Date }
  | { readonly type: 'SendingBegun'; readonly attempt: number; readonly at: Date; readonly leasedUntil: Date }
  | { readonly type: 'LookUpBegun'; readonly leasedUntil: Date }
  /** The provider did not answer, or not readably. */
  | { readonly type: 'AnswerMissed'; readonly dueAt: Date }
  /** The provider does not have the message: it is to be sent again. */
  | { readonly type: 'PutBack'; readonly dueAt: Date }
  /** A lookup brought nothing final. */
  | { readonly type: 'LookedUp'; readonly dueAt: Date }
  | { readonly type: 'Accepted'; readonly providerId: string; readonly at: Date; readonly dueAt: Date }
  | { readonly type: 'Delivered'; readonly providerId: string; readonly at: Date }
  | {
      readonly type: 'Failed';
      readonly providerId: string | null;
      readonly failureCode: string;
      readonly at: Date;
    }
  | { readonly type: 'Superseded'; readonly at: Date }
  | { readonly type: 'Withdrawn' }
  | { readonly type: 'Erased' };

export const outcomes = ['DELIVERED', 'FAILED', 'SUPERSEDED'] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcome of a delivery; null while it is open. */
export function outcomeOf(state: DeliveryState): Outcome | null {
  const { status } = state;
  return status === 'DELIVERED' || status === 'FAILED' || status === 'SUPERSEDED' ? status : null;
}

/** The outcome that a delivery has reached by a fact; null for a fact that brings none. */
export function outcomeReached({ type }: DeliveryFact): Outcome | null {
  if (type === 'Delivered') return 'DELIVERED';
  if (type === 'Failed') return 'FAILED';
  return type === 'Superseded' ? 'SUPERSEDED' : null;
}

/** The delivery after a fact. */
export function evolve(delivery: Delivery | null, fact: DeliveryFact): Delivery | null {
  if (fact.type === 'Recorded') {
    const { at, expiresAt } = fact;
    const { template, correlationId, eventId, traceparent } = fact.message;
    const about = { template, correlationId, eventId, traceparent };
    const state: DeliveryState = { status: 'PENDING', attempt: 0, dueAt: at };
    return { about, state, expiresAt, withdrawn: false, erased: false };
  }
  if (delivery === null) return null;
  if (fact.type === 'Withdrawn') return { ...delivery, withdrawn: true };
  if (fact.type === 'Erased') return { ...delivery, erased: true };
  return { ...delivery, state: stateAfter(delivery.state, fact) };
}

function stateAfter(
  state: DeliveryState,
  fact: Exclude<DeliveryFact, { type: 'Recorded' | 'Withdrawn' | 'Erased' }>,
): DeliveryState {
  const { attempt } = state;
  switch (fact.type) {
    case 'SendingBegun':
      return { status: 'SENDING', attempt: fact.attempt, since: fact.at, dueAt: fact.leasedUntil };
    case 'LookUpBegun':
      return state.status === 'SENDING' ? missed(state, fact.leasedUntil) : again(state, fact.leasedUntil, 0);
    case 'AnswerMissed':
      return state.status === 'SENDING' ? missed(state, fact.dueAt) : state;
    case 'PutBack':
      return { status: 'PENDING', attempt, dueAt: fact.dueAt };
    case 'LookedUp':
      return again(state, fact.dueAt, 1);
    case 'Accepted': {
      const { providerId, at, dueAt } = fact;
      return { status: 'ACCEPTED', attempt, providerId, since: at, lookups: 0, dueAt };
    }
    case 'Delivered':
      return { status: 'DELIVERED', attempt, providerId: fact.providerId, since: fact.at };
    case 'Failed': {
      const { providerId, failureCode, at } = fact;
      return { status: 'FAILED', attempt, providerId, failureCode, since: at };
    }
    case 'Superseded':
      return { status: 'SUPERSEDED', attempt, since: fact.at };
    default:
      return fact satisfies never;
  }
}

const missed = ({ attempt, since }: StateOf<'SENDING'>, dueAt: Date): DeliveryState => ({
  status: 'UNKNOWN',
  attempt,
  since,
  lookups: 0,
  dueAt,
});

/** A delivery that is looked up, with the next time of that. */
const again = (state: DeliveryState, dueAt: Date, lookups: number): DeliveryState =>
  state.status === 'UNKNOWN' || state.status === 'ACCEPTED'
    ? { ...state, lookups: state.lookups + lookups, dueAt }
    : state;

export const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
export const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
