import type { Fact, MoveType } from '@movecall/schema/events';
import { fact } from '@movecall/schema/events';
import type { Place } from '@movecall/values/places';

/**
 * The decisions about an order, which is manage's record of a call.
 *
 *   NONE ──accept──▶ ACCEPTED ──no mover free──▶ WAITING
 *     │                  └──assigned──▶ ASSIGNED ◀──assigned──┘
 *     └──void──▶ VOID        (each of the three) ──void──▶ CANCELLED
 *
 * VOID is the tombstone of a call that was withdrawn or cancelled before its order arrived: a later acceptance is refused.
 * CANCELLED and VOID are final. Erasing leaves the status as it is. An assignment that arrives after a cancel changes nothing, since assign has been asked to
 * release it.
 */
export type OrderState =
  | { readonly status: 'NONE' }
  | { readonly status: 'VOID' }
  | { readonly status: 'ACCEPTED' | 'WAITING' }
  | { readonly status: 'ASSIGNED'; readonly moverId: string }
  /** The former mover, which may still see the order, is one that was announced to the customer. */
  | { readonly status: 'CANCELLED'; readonly formerMoverId: string | null };

export interface OrderRequest {
  readonly callId: string;
  readonly ownerId: string;
  /** The owner's phone as call has sealed it; null from a call service that does not send it. Manage has no key, and does not keep it. */
  readonly ownerTel: string | null;
  readonly moveType: MoveType;
  readonly location: Place;
  /** Asia/Seoul, YYYY-MM-DD. */
  readonly movingOn: string;
  /** KRW. */
  readonly cost: number;
}

export type OrderCommand =
  | { readonly type: 'accept'; readonly request: OrderRequest }
  /**
   * The customer cancelled, or the attempt was answered "try again". `announcedMoverId` is the mover that call had announced, or
   * null; undefined when the event does not tell.
   */
  | { readonly type: 'void'; readonly announcedMoverId: string | null | undefined }
  | { readonly type: 'noteNoMoverFree' }
  /** The personal data of the call, which is over, was erased. */
  | { readonly type: 'erase' }
  | { readonly type: 'noteAssigned'; readonly moverId: string };

export type Decision =
  | { readonly type: 'changed'; readonly state: OrderState; readonly facts: readonly Fact[] }
  | { readonly type: 'unchanged' }
  | { readonly type: 'refused' };

const unchanged: Decision = { type: 'unchanged' };
const changed = (state: OrderState, ...facts: Fact[]): Decision => ({ type: 'changed', state, facts });

/** Decides a command on a call's order. Repeating a command changes nothing. */
export function decide(callId: string, state: OrderState, command: OrderCommand): Decision {
  switch (command.type) {
    case 'accept':
      return accept(state, command.request);
    case 'void':
      return voidOrder(callId, state, command.announcedMoverId);
    case 'noteNoMoverFree':
      return state.status === 'ACCEPTED' ? changed({ status: 'WAITING' }) : unchanged;
    case 'noteAssigned':
      return state.status === 'ACCEPTED' || state.status === 'WAITING'
        ? changed({ status: 'ASSIGNED', moverId: command.moverId })
        : unchanged;
    case 'erase':
      return state.status === 'NONE' || state.status === 'VOID'
        ? unchanged
        : changed(state, fact('OrderErased', callId, {}));
    default:
      return command satisfies never;
  }
}

function accept(state: OrderState, request: OrderRequest): Decision {
  switch (state.status) {
    case 'NONE': {
      const { ownerId, ownerTel, moveType, location, movingOn, cost } = request;
      const requested = fact('AssignmentRequested', request.callId, {
        ownerId,
        moveType,
        location,
        movingOn,
        cost,
        ...(ownerTel !== null && { ownerTel }),
      });
      return changed({ status: 'ACCEPTED' }, requested);
    }
    case 'VOID':
    case 'CANCELLED':
      return { type: 'refused' };
    case 'ACCEPTED':
    case 'WAITING':
    case 'ASSIGNED':
      return unchanged;
    default:
      return state satisfies never;
  }
}

function voidOrder(callId: string, state: OrderState, announcedMoverId: string | null | undefined): Decision {
  switch (state.status) {
    case 'NONE':
      return changed({ status: 'VOID' });
    case 'ACCEPTED':
    case 'WAITING':
    case 'ASSIGNED': {
      const known = state.status === 'ASSIGNED' ? state.moverId : null;
      const formerMoverId = announcedMoverId === undefined ? known : announcedMoverId;
      return changed({ status: 'CANCELLED', formerMoverId }, fact('AssignmentCancelRequested', callId, {}));
    }
    case 'VOID':
    case 'CANCELLED':
      return unchanged;
    default:
      return state satisfies never;
  }
}
