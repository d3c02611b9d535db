import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import type { Viewer } from '@movecall/identity';
import type { EventOf } from '@movecall/schema/events';
import { seoulDay } from '@movecall/values/days';
import type { Tel } from '@movecall/values/tel';
import type { CallRecord, KeptRecord } from './call-record.ts';

/**
 * The decisions about a customer's call.
 *
 *   NONE ──accept──▶ REQUESTED ──▶ ASSIGNING ──▶ CONFIRMED ──▶ (IN_PROGRESS ──▶ COMPLETED)
 *                        │             ▲───its mover is gone──┤
 *                        └─────────────┴─────────────┴──▶ CANCELLED
 *
 * A confirmed call can lose its mover: another one has it then, which is CONFIRMED again, or it waits, which is ASSIGNING again.
 *
 * A fact is a status that the call has reached, or a new reason to wait, mover or time. Each raises the version by one. Events of different producers
 * arrive in any order: an event that proves a later status also makes the facts that lead to that status. CANCELLED is final. An event
 * about a call that does not exist changes nothing: its attempt was void.
 */
export type CallState = { readonly status: 'NONE' } | Call;

/** A call that exists: its last fact, and what was asked for. */
export type Call = CallFact & { readonly record: KeptRecord };

/** OFFERED: a team is asked whether it takes the call. */
export type WaitingReason = EventOf<'AssignmentFailed'>['data']['reason'] | 'OFFERED';

/** The mover as it was when it was assigned. */
export interface Mover {
  readonly id: string;
  readonly name: string;
  readonly tel: Tel;
  readonly plate: string;
}

/** An operator cancels for the company, or because the customer has asked for it. The bill depends on whose part it is. */
export type Canceller = 'CUSTOMER' | 'OPERATOR' | 'OPERATOR_FOR_CUSTOMER';

type Status =
  /** Manage has accepted the order. */
  | { readonly status: 'REQUESTED'; readonly record: KeptRecord }
  | { readonly status: 'ASSIGNING'; readonly waitingReason: WaitingReason | null }
  | { readonly status: 'CONFIRMED' | 'IN_PROGRESS' | 'COMPLETED'; readonly mover: Mover }
  | {
      readonly status: 'CANCELLED';
      readonly by: Canceller;
      readonly reason: string | null;
      /** The mover that had the call; it must be notified of the cancellation. */
      readonly formerMoverId: string | null;
    };

/** A status, when the call reached it, and its version: 1, 2, 3 … without a gap. */
export type CallFact = Status & {
  readonly version: number;
  readonly at: Date;
  /** The call has another time from this version on. */
  readonly rescheduled?: Rescheduled;
};

/** What a reschedule changes of a call. */
export type NewTime = Pick<CallRecord, 'movingOn' | 'slot' | 'cost'>;

export interface Rescheduled {
  readonly from: Pick<NewTime, 'movingOn' | 'slot'>;
  readonly to: NewTime;
}

export type CallCommand = (
  | { readonly type: 'accept'; readonly record: CallRecord }
  /** Manage accepted the order and requests a mover. */
  | { readonly type: 'noteAssigning' }
  /** No mover is free, or one is asked; the call keeps waiting. */
  | { readonly type: 'noteNoMoverFree'; readonly reason: WaitingReason; readonly newTime?: NewTime }
  /** With a new time, the call was moved there: with the mover that it has, or with another one. */
  | { readonly type: 'confirm'; readonly mover: Mover; readonly newTime?: NewTime }
  | Cancel
) & { readonly at: Date };

interface Cancel {
  readonly type: 'cancel';
  readonly viewer: Pick<Viewer, 'id' | 'role'>;
  readonly reason: string | null;
  /** Of an operator: the customer has asked for it. */
  readonly forCustomer: boolean;
}

/** NOT_FOUND also stands for another customer's call. */
export type CallRefusal = 'NOT_FOUND' | 'NOT_CANCELLABLE' | 'ALREADY_CANCELLED';

type CallDecision = Decision<CallFact, CallRefusal>;

export const initialCall: CallState = { status: 'NONE' };

/** There are no facts when a command is a repetition, or arrives after the call has moved on. */
export const callDecider: Decider<CallState, CallCommand, CallFact, CallRefusal> = { decide, evolve };

/** The mover that has the call, or had it until the call was cancelled. */
export function moverIdOf(call: CallFact): string | null {
  if ('mover' in call) return call.mover.id;
  return call.status === 'CANCELLED' ? call.formerMoverId : null;
}

function decide(state: CallState, command: CallCommand): CallDecision {
  const { at } = command;
  switch (command.type) {
    case 'accept':
      return state.status === 'NONE' ? accept(command.record, at) : facts();
    case 'noteAssigning':
      return state.status === 'REQUESTED'
        ? reached(state, at, { status: 'ASSIGNING', waitingReason: null })
        : facts();
    case 'noteNoMoverFree':
      return noteNoMoverFree(state, command);
    case 'confirm':
      return confirm(state, command);
    case 'cancel':
      return cancel(state, command, at);
    default:
      return command satisfies never;
  }
}

function evolve(state: CallState, fact: CallFact): CallState {
  if (fact.status === 'REQUESTED') return fact;
  // The other facts are about a call that is there.
  return state.status === 'NONE' ? state : { ...fact, record: { ...state.record, ...fact.rescheduled?.to } };
}

const accept = (record: CallRecord, at: Date): CallDecision =>
  facts({
    status: 'REQUESTED',
    version: 1,
    at,
    record: { ...record, requestedAt: at, erasedAt: null },
  });

/** Assign tells of one call in order: a confirmed call that has no team any more has lost it. */
function noteNoMoverFree(
  state: CallState,
  { reason, newTime, at }: Extract<CallCommand, { type: 'noteNoMoverFree' }>,
): CallDecision {
  const isKnown = state.status === 'ASSIGNING' && state.waitingReason === reason && newTime === undefined;
  const mayWait =
    state.status === 'REQUESTED' || state.status === 'ASSIGNING' || state.status === 'CONFIRMED';
  return mayWait && !isKnown
    ? reached(state, at, { status: 'ASSIGNING', waitingReason: reason, ...movedTo(state, newTime) })
    : facts();
}

function confirm(
  state: CallState,
  { mover, newTime, at }: Extract<CallCommand, { type: 'confirm' }>,
): CallDecision {
  switch (state.status) {
    case 'REQUESTED':
      return reached(
        state,
        at,
        { status: 'ASSIGNING', waitingReason: null },
        { status: 'CONFIRMED', mover, ...movedTo(state, newTime) },
      );
    case 'ASSIGNING':
      return reached(state, at, { status: 'CONFIRMED', mover, ...movedTo(state, newTime) });
    case 'CONFIRMED':
      return state.mover.id === mover.id && newTime === undefined
        ? facts()
        : reached(state, at, { status: 'CONFIRMED', mover, ...movedTo(state, newTime) });
    case 'NONE':
    case 'IN_PROGRESS':
    case 'COMPLETED':
    case 'CANCELLED':
      return facts();
    default:
      return state satisfies never;
  }
}

function movedTo({ record }: Call, to: NewTime | undefined): { readonly rescheduled?: Rescheduled } {
  if (to === undefined) return {};
  const { movingOn, slot } = record;
  return { rescheduled: { from: { movingOn, slot }, to } };
}

function cancel(state: CallState, command: Cancel, at: Date): CallDecision {
  const { reason } = command;
  const by = state.status === 'NONE' ? null : cancellerOf(command, state.record);
  if (by === null) return refusal('NOT_FOUND');
  switch (state.status) {
    case 'REQUESTED':
    case 'ASSIGNING':
    case 'CONFIRMED': {
      // The day of an erased call is over.
      if (state.record.erasedAt !== null || isTooLate(state, by, at)) return refusal('NOT_CANCELLABLE');
      const formerMoverId = moverIdOf(state);
      return reached(state, at, { status: 'CANCELLED', by, reason, formerMoverId });
    }
    case 'NONE':
      return refusal('NOT_FOUND');
    case 'IN_PROGRESS':
    case 'COMPLETED':
      return refusal('NOT_CANCELLABLE');
    case 'CANCELLED':
      return refusal('ALREADY_CANCELLED');
    default:
      return state satisfies never;
  }
}

/** After its day a confirmed move has taken place, as far as anybody tells: its customer cannot take it back, and owe less. */
const isTooLate = ({ status, record }: Call, by: Canceller, at: Date): boolean =>
  status === 'CONFIRMED' && by === 'CUSTOMER' && seoulDay(at) > record.movingOn;

/** As whom a viewer may cancel a call; null when the viewer may not. */
function cancellerOf({ viewer, forCustomer }: Cancel, { ownerId }: KeptRecord): Canceller | null {
  if (viewer.id === ownerId) return 'CUSTOMER';
  if (viewer.role !== 'OPERATOR') return null;
  return forCustomer ? 'OPERATOR_FOR_CUSTOMER' : 'OPERATOR';
}

/** Gives each status the next version. */
const reached = (
  call: Call,
  at: Date,
  ...statuses: readonly (Status & Pick<CallFact, 'rescheduled'>)[]
): CallDecision => ({
  facts: statuses.map((status, index) => ({ ...status, version: call.version + 1 + index, at })),
});
