import type { EventOf } from '@movecall/schema/events';
import type { Tel } from '@movecall/values/tel';

/**
 * A customer's call, decided: from the state and a command to the changes that follow, or to a refusal.
 *
 *   REQUESTED ──▶ ASSIGNING ──▶ CONFIRMED ──▶ (IN_PROGRESS ──▶ COMPLETED)
 *       └─────────────┴─────────────┴──▶ CANCELLED
 *
 * Every change is one version, and the state is what the latest change says. Events come in any order between their
 * producers, so what an event proves is written even when the step before it has not been heard of: the missing steps get
 * a version each. CANCELLED is final.
 */

export type WaitingReason = EventOf<'AssignmentFailed'>['data']['reason'];

/** The mover as the customer sees it: a copy from the moment of the assignment. */
export interface Mover {
  readonly id: string;
  readonly name: string;
  readonly tel: Tel;
  readonly plate: string;
}

type Situation =
  | { readonly status: 'REQUESTED' }
  | { readonly status: 'ASSIGNING'; readonly waitingReason: WaitingReason | null }
  | { readonly status: 'CONFIRMED' | 'IN_PROGRESS' | 'COMPLETED'; readonly mover: Mover }
  | {
      readonly status: 'CANCELLED';
      readonly by: Canceller;
      readonly reason: string | null;
      /** Who had the call, and has to hear that it is off. */
      readonly formerMoverId: string | null;
    };

export type Canceller = 'CUSTOMER' | 'OPERATOR';

/** 1, 2, 3 … without a gap. */
export type StatusChange = Situation & { readonly version: number };

export type Call = StatusChange;

export type Command =
  /** Manage accepted the order and looks for a mover. */
  | { readonly type: 'proveAssigning' }
  /** Nobody can come yet; the call keeps waiting. */
  | { readonly type: 'assignmentFailed'; readonly reason: WaitingReason }
  | { readonly type: 'confirm'; readonly mover: Mover }
  | { readonly type: 'cancel'; readonly by: Canceller; readonly reason: string | null };

export type Refusal = 'NOT_CANCELLABLE' | 'ALREADY_CANCELLED';

/** No changes: the command says what is known already, or comes too late to matter. */
export type Decision<R extends string = Refusal> =
  { readonly changes: readonly StatusChange[] } | { readonly refusal: R };

/** The mover whose call it is, or was until it was cancelled. */
export function moverIdOf(call: Call): string | null {
  if ('mover' in call) return call.mover.id;
  return call.status === 'CANCELLED' ? call.formerMoverId : null;
}

/** How a call begins: manage has accepted its order. */
export const accept = (): StatusChange => ({ version: 1, status: 'REQUESTED' });

export function decide(call: Call, command: Command): Decision {
  switch (command.type) {
    case 'proveAssigning':
      return follow(call, call.status === 'REQUESTED' ? [{ status: 'ASSIGNING', waitingReason: null }] : []);
    case 'assignmentFailed':
      return follow(
        call,
        isNews(call, command.reason) ? [{ status: 'ASSIGNING', waitingReason: command.reason }] : [],
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
export const evolve = (_call: Call, change: StatusChange): Call => change;

const isNews = (call: Call, reason: WaitingReason): boolean =>
  call.status === 'REQUESTED' || (call.status === 'ASSIGNING' && call.waitingReason !== reason);

function confirm(call: Call, mover: Mover): Decision {
  switch (call.status) {
    case 'REQUESTED':
      return follow(call, [
        { status: 'ASSIGNING', waitingReason: null },
        { status: 'CONFIRMED', mover },
      ]);
    case 'ASSIGNING':
      return follow(call, [{ status: 'CONFIRMED', mover }]);
    case 'CONFIRMED':
    case 'IN_PROGRESS':
    case 'COMPLETED':
    case 'CANCELLED':
      return follow(call, []);
    default:
      return call satisfies never;
  }
}

function cancel(call: Call, { by, reason }: { by: Canceller; reason: string | null }): Decision {
  switch (call.status) {
    case 'REQUESTED':
    case 'ASSIGNING':
    case 'CONFIRMED':
      return follow(call, [
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

const follow = (call: Call, situations: readonly Situation[]): Decision => ({
  changes: situations.map((situation, index) => ({ ...situation, version: call.version + 1 + index })),
});
