import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import type { MoveType, MovingSlot } from '@movecall/schema/events';
import { erasedPlace } from '@movecall/values/erased-place';
import type { Place } from '@movecall/values/places';
import { type AgreedMove, agreedOn, type Reschedule } from './agreed-move.ts';
import type { Company } from '../company/company.ts';
import type { Agreement } from '../contract/contract.ts';
import type { Side } from '../terms/cancellation.ts';

/**
 * The decisions about an order, which is manage's record of a call.
 *
 *   NONE ──accept──▶ ACCEPTED ──no mover free──▶ WAITING
 *     │                  └──assigned──▶ ASSIGNED ◀──assigned──┘
 *     │                            ◀──no mover free─┘
 *     └──void──▶ VOID        (each of the three) ──void──▶ CANCELLED
 *
 * VOID is the tombstone of a call that was withdrawn or cancelled before its order arrived: a later acceptance is refused.
 * CANCELLED and VOID are final. Erasing leaves the status as it is. An assignment that arrives after a cancel changes nothing, since assign has been asked to
 * release it.
 */
export type OrderState =
  | { readonly status: 'NONE' }
  | { readonly status: 'VOID' }
  | (Kept & { readonly status: 'ACCEPTED' | 'WAITING' })
  | (Kept & { readonly status: 'ASSIGNED'; readonly moverId: string })
  /** The former mover, which may still see the order, is one that was announced to the customer. */
  | (Kept & { readonly status: 'CANCELLED'; readonly formerMoverId: string | null });

interface Kept {
  readonly location: Place;
  readonly agreed: AgreedMove;
  /** Whether it was accepted with a quote. */
  readonly hasContract: boolean;
  /** The mover that call has announced to the customer last. Only kept of an order with a contract. */
  readonly announcedMoverId: string | null;
}

export interface OrderRequest {
  readonly callId: string;
  readonly ownerId: string;
  /** The owner's phone as call has sealed it; null from a call service that does not send it. Manage has no key, and does not keep it. */
  readonly ownerTel: string | null;
  readonly moveType: MoveType;
  readonly location: Place;
  /** Asia/Seoul, YYYY-MM-DD. */
  readonly movingOn: string;
  readonly slot: MovingSlot;
  /** KRW; with a quote, its total. */
  readonly cost: number;
  /** What the customer has agreed to with a quote; null for an order without one, which has no contract. */
  readonly agreement: Agreement | null;
}

/** Who ended a call, and when. */
export interface Ending {
  readonly side: Side;
  readonly at: Date;
}

/** A team that did not keep to what was agreed. */
export interface FailedTeam {
  readonly assignmentId: string;
  /** Its company when it got the call; null for a team without one, or when it is not known. */
  readonly companyId: string | null;
  /** Whether it did not come, without a word. */
  readonly noShow: boolean;
  readonly at: Date;
}

export type OrderCommand =
  | { readonly type: 'accept'; readonly request: OrderRequest }
  /**
   * The customer cancelled, or the attempt was answered "try again". `announcedMoverId` is the mover that call had announced, or
   * null; undefined when the event does not tell.
   */
  | ({ readonly type: 'void'; readonly announcedMoverId: string | null | undefined } & Ending)
  /** `moverId` is the team whose time is held. */
  | { readonly type: 'reschedule'; readonly to: Reschedule; readonly moverId: string; readonly at: Date }
  | { readonly type: 'noteNoMoverFree' }
  /** The personal data of the call, which is over, was erased. */
  | { readonly type: 'erase' }
  /** The company is that of the mover; null when the event does not tell one. */
  | { readonly type: 'noteAssigned'; readonly moverId: string; readonly company: Company | null }
  /** call has announced a mover to the customer. It may tell of it before assign does. */
  | { readonly type: 'noteAnnounced'; readonly moverId: string }
  /** A team has failed: it gave the call back, or did not come. Who has the call then, assign tells next. */
  | ({ readonly type: 'noteDropped' } & FailedTeam);

export type OrderFact =
  | { readonly type: 'Accepted'; readonly request: OrderRequest }
  /** `keepsTeam`: the mover that has the order has it at the new time too. */
  | {
      readonly type: 'Rescheduled';
      readonly to: Reschedule;
      readonly keepsTeam: boolean;
      readonly at: Date;
    }
  | { readonly type: 'NoMoverFree' }
  /** With the company that the contract gets; null for an order without one. `announced`: the customer knows of the mover already. */
  | {
      readonly type: 'Assigned';
      readonly moverId: string;
      readonly company: Company | null;
      readonly announced: boolean;
    }
  /** The customer knows of a mover. `assigned`: it is the one that has the order. */
  | { readonly type: 'Announced'; readonly moverId: string; readonly assigned: boolean }
  | ({ readonly type: 'Dropped' } & FailedTeam)
  | ({ readonly type: 'Cancelled'; readonly formerMoverId: string | null } & Ending)
  | { readonly type: 'Voided' }
  | { readonly type: 'Erased'; readonly hasContract: boolean };

/** The call was withdrawn or cancelled before. */
export type OrderRefusal = 'WITHDRAWN';

type OrderDecision = Decision<OrderFact, OrderRefusal>;

export const initialOrder: OrderState = { status: 'NONE' };

/** Repeating a command changes nothing. */
export const orderDecider: Decider<OrderState, OrderCommand, OrderFact, OrderRefusal> = { decide, evolve };

function decide(state: OrderState, command: OrderCommand): OrderDecision {
  switch (command.type) {
    case 'accept':
      return accept(state, command.request);
    case 'void':
      return voidOrder(state, command);
    case 'noteNoMoverFree':
      return state.status === 'ACCEPTED' || state.status === 'ASSIGNED'
        ? facts({ type: 'NoMoverFree' })
        : facts();
    case 'noteDropped': {
      const { type: _, ...failed } = command;
      return 'location' in state && state.hasContract ? facts({ type: 'Dropped', ...failed }) : facts();
    }
    case 'reschedule':
      return reschedule(state, command);
    case 'noteAssigned':
      return noteAssigned(state, command.moverId, command.company);
    case 'noteAnnounced':
      return noteAnnounced(state, command.moverId);
    case 'erase':
      return 'location' in state ? facts({ type: 'Erased', hasContract: state.hasContract }) : facts();
    default:
      return command satisfies never;
  }
}

function accept(state: OrderState, request: OrderRequest): OrderDecision {
  switch (state.status) {
    case 'NONE':
      return facts({ type: 'Accepted', request });
    case 'VOID':
    case 'CANCELLED':
      return refusal('WITHDRAWN');
    case 'ACCEPTED':
    case 'WAITING':
    case 'ASSIGNED':
      return facts();
    default:
      return state satisfies never;
  }
}

/** Assign tells which mover has the order then. */
function reschedule(
  state: OrderState,
  { to, moverId, at }: Extract<OrderCommand, { type: 'reschedule' }>,
): OrderDecision {
  switch (state.status) {
    case 'ACCEPTED':
    case 'WAITING':
    case 'ASSIGNED': {
      const keepsTeam = state.status === 'ASSIGNED' && state.moverId === moverId;
      return facts({ type: 'Rescheduled', to, keepsTeam, at });
    }
    case 'NONE':
    case 'VOID':
    case 'CANCELLED':
      return refusal('WITHDRAWN');
    default:
      return state satisfies never;
  }
}

function noteAssigned(state: OrderState, moverId: string, company: Company | null): OrderDecision {
  // A repetition. Another mover takes the place of the one before.
  if (state.status === 'ASSIGNED' && state.moverId === moverId) return facts();
  switch (state.status) {
    case 'ACCEPTED':
    case 'WAITING':
    case 'ASSIGNED':
      return facts({
        type: 'Assigned',
        moverId,
        company: state.hasContract ? company : null,
        announced: state.announcedMoverId === moverId,
      });
    case 'NONE':
    case 'VOID':
    case 'CANCELLED':
      return facts();
    default:
      return state satisfies never;
  }
}

function noteAnnounced(state: OrderState, moverId: string): OrderDecision {
  switch (state.status) {
    case 'ACCEPTED':
    case 'WAITING':
    case 'ASSIGNED': {
      if (!state.hasContract || state.announcedMoverId === moverId) return facts();
      const assigned = state.status === 'ASSIGNED' && state.moverId === moverId;
      return facts({ type: 'Announced', moverId, assigned });
    }
    case 'NONE':
    case 'VOID':
    case 'CANCELLED':
      return facts();
    default:
      return state satisfies never;
  }
}

function voidOrder(
  state: OrderState,
  { announcedMoverId, side, at }: Extract<OrderCommand, { type: 'void' }>,
): OrderDecision {
  switch (state.status) {
    case 'NONE':
      return facts({ type: 'Voided' });
    case 'ACCEPTED':
    case 'WAITING':
    case 'ASSIGNED': {
      const known = state.status === 'ASSIGNED' ? state.moverId : null;
      const formerMoverId = announcedMoverId === undefined ? known : announcedMoverId;
      return facts({ type: 'Cancelled', formerMoverId, side, at });
    }
    case 'VOID':
    case 'CANCELLED':
      return facts();
    default:
      return state satisfies never;
  }
}

function evolve(state: OrderState, fact: OrderFact): OrderState {
  if (fact.type === 'Accepted') {
    const { location, agreement } = fact.request;
    const agreed = agreedOn(fact.request);
    return { status: 'ACCEPTED', location, agreed, hasContract: agreement !== null, announcedMoverId: null };
  }
  if (fact.type === 'Voided') return { status: 'VOID' };
  // The other facts are about an order that is there.
  if (!('location' in state)) return state;
  const { location, agreed, hasContract, announcedMoverId } = state;
  const kept = { location, agreed, hasContract, announcedMoverId };
  switch (fact.type) {
    // The customer is told of the mover again, and of the contract for the new time.
    case 'Rescheduled':
      return { ...state, agreed: agreedOn(fact.to), announcedMoverId: null };
    case 'NoMoverFree':
      return { status: 'WAITING', ...kept };
    case 'Assigned':
      return { status: 'ASSIGNED', ...kept, moverId: fact.moverId };
    // The ledger keeps it.
    case 'Dropped':
      return state;
    case 'Announced':
      return { ...state, announcedMoverId: fact.moverId };
    case 'Cancelled':
      return { status: 'CANCELLED', ...kept, formerMoverId: fact.formerMoverId };
    case 'Erased':
      return { ...state, location: erasedPlace(location) };
    default:
      return fact satisfies never;
  }
}
