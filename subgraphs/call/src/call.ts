import type { EventOf } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';

/**
 * The decisions about a customer's call.
 *
 *   REQUESTED ──▶ ASSIGNING ──▶ CONFIRMED ──▶ (IN_PROGRESS ──▶ COMPLETED)
 *       └─────────────┴─────────────┴──▶ CANCELLED
 *
 * Each change raises the version by one. Events of different producers arrive in any order: an event that proves a later
 * status also makes the changes that lead to that status. CANCELLED is final.
 */

export type WaitingReason = EventOf<'AssignmentFailed'>['data']['reason'];

/** The mover as it was when it was assigned. */
export interface Mover {
  readonly id: string;
  readonly name: string;
  readonly tel: Tel;
  readonly plate: string;
}

type Status =
  | { readonly status: 'REQUESTED' }
  | { readonly status: 'ASSIGNING'; readonly waitingReason: WaitingReason | null }
  | { readonly status: 'CONFIRMED' | 'IN_PROGRESS' | 'COMPLETED'; readonly mover: Mover }
  | {
      readonly status: 'CANCELLED';
      readonly by: Canceller;
      readonly reason: string | null;
      /** The mover that had the call; it must be notified of the cancellation. */
      readonly formerMoverId: string | null;
    };

export type Canceller = 'CUSTOMER' | 'OPERATOR';

/** A status and its version: 1, 2, 3 … without a gap. */
export type StatusChange = Status & { readonly version: number };

export type Call = StatusChange;

export type Command =
  /** Manage accepted the order and requests a mover. */
  | { readonly type: 'noteAssigning' }
  /** No mover is free; the call keeps waiting. */
  | { readonly type: 'noteNoMoverFree'; readonly reason: WaitingReason }
  | { readonly type: 'confirm'; readonly mover: Mover }
  | { readonly type: 'cancel'; readonly by: Canceller; readonly reason: string | null };

export type Refusal = 'NOT_CANCELLABLE' | 'ALREADY_CANCELLED';

/** There are no changes when the command is a repetition, or arrives after the call has moved on. */
export type Decision<R extends string = Refusal> =
  { readonly changes: readonly StatusChange[] } | { readonly refusal: R };

/** The mover that has the call, or had it until the call was cancelled. */
export function moverIdOf(call: Call): string | null {
  if ('mover' in call) return call.mover.id;
  return call.status === 'CANCELLED' ? call.formerMoverId : null;
}

/** The first version of a call: manage has accepted its order. */
export const accept = (): StatusChange => ({ version: 1, status: 'REQUESTED' });

export function decide(call: Call, command: Command): Decision {
  switch (command.type) {
    case 'noteAssigning':
      return change(call, call.status === 'REQUESTED' ? [{ status: 'ASSIGNING', waitingReason: null }] : []);
    case 'noteNoMoverFree':
      return change(
        call,
        isNewReason(call, command.reason) ? [{ status: 'ASSIGNING', waitingReason: command.reason }] : [],
      );
    case 'confirm':
      return confirm(call, command.mover);
    case 'cancel':
      return cancel(call, command);
    default:
      return command satisfies never;
  }
}

/** The state after a change. */
export const evolve = (_call: Call, next: StatusChange): Call => next;

const isNewReason = (call: Call, reason: WaitingReason): boolean =>
  call.status === 'REQUESTED' || (call.status === 'ASSIGNING' && call.waitingReason !== reason);

function confirm(call: Call, mover: Mover): Decision {
  switch (call.status) {
    case 'REQUESTED':
      return change(call, [
        { status: 'ASSIGNING', waitingReason: null },
        { status: 'CONFIRMED', mover },
      ]);
    case 'ASSIGNING':
      return change(call, [{ status: 'CONFIRMED', mover }]);
    case 'CONFIRMED':
    case 'IN_PROGRESS':
    case 'COMPLETED':
    case 'CANCELLED':
      return change(call, []);
    default:
      return call satisfies never;
  }
}

function cancel(call: Call, { by, reason }: { by: Canceller; reason: string | null }): Decision {
  switch (call.status) {
    case 'REQUESTED':
    case 'ASSIGNING':
    case 'CONFIRMED':
      return change(call, [
        { status: 'CANCELLED', by, reason, formerMoverId: 'mover' in call ? call.mover.id : null },
      ]);
    case 'IN_PROGRESS':
    case 'COMPLETED':
      return { refusal: 'NOT_CANCELLABLE' };
    case 'CANCELLED':
      return { refusal: 'ALREADY_CANCELLED' };
    default:
      return call satisfies never;
  }
}

/** Gives each status the next version. */
const change = (call: Call, statuses: readonly Status[]): Decision => ({
  changes: statuses.map((status, index) => ({ ...status, version: call.version + 1 + index })),
});
