import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import { type Day, seoulDay } from '@movecall/values/days';
import { erasedPlace } from '@movecall/values/erased-place';
import type { Company } from './company/company.ts';
import { type AssignmentRequest, type Candidate, dispatch, type WaitingReason } from './dispatch.ts';
import type { Mover } from './mover.ts';

/**
 * The decisions about assignments. Each call is in one of these states:
 *
 *   (not known) ──request──▶ ASSIGNED ◀──a mover becomes free── WAITING ◀──request, no mover is free── (not known)
 *        │                      └──────────cancel──▶ CANCELLED ◀──cancel─────┘
 *        └──cancel──▶ VOID
 *
 * VOID is the tombstone of a call that was cancelled before its request arrived: the request is refused when it arrives. CANCELLED and
 * VOID are final. Erasing leaves the status as it is.
 */
export type CallState =
  | { readonly status: 'VOID' }
  | { readonly status: 'WAITING'; readonly request: AssignmentRequest; readonly reason: WaitingReason }
  | {
      readonly status: 'ASSIGNED';
      readonly request: AssignmentRequest;
      readonly assignment: { readonly id: string; readonly moverId: string };
    }
  | { readonly status: 'CANCELLED'; readonly request: AssignmentRequest };

/** A waiting call that a mover can serve. */
export interface Queued {
  readonly callId: string;
  /** Distance to the mover's base in whole metres. */
  readonly distanceMeters: number;
}

/**
 * What some commands are decided on. Calls of one day compete for the same movers, so all of them are decided on one board. It holds
 * what the database says at one moment about everything that the commands can touch, and changes with each fact.
 */
export interface Board {
  /** When it was read, which is the time of its decisions. */
  readonly at: Date;
  readonly calls: ReadonlyMap<string, CallState>;
  readonly movers: ReadonlyMap<string, Mover>;
  /** For each call that is requested: the free movers nearest to it, enough of them for all that are requested with it. */
  readonly candidates: ReadonlyMap<string, readonly Candidate[]>;
  /** For each mover that may become free: the calls that wait for one like it, of each day the oldest first. */
  readonly queues: ReadonlyMap<string, readonly Queued[]>;
  /** The id that the assignment of a call gets. */
  readonly assignmentIds: ReadonlyMap<string, string>;
  /** The days for which a mover was booked since the board was read. */
  readonly booked: ReadonlyMap<string, readonly Day[]>;
}

export type AssignmentCommand =
  | { readonly type: 'request'; readonly request: AssignmentRequest }
  | { readonly type: 'cancel'; readonly callId: string }
  /** The personal data of the call, which is over, was erased. */
  | { readonly type: 'erase'; readonly callId: string }
  | { readonly type: 'register'; readonly mover: Mover }
  | { readonly type: 'setAvailability'; readonly moverId: string; readonly available: boolean }
  | { readonly type: 'setCompany'; readonly moverId: string; readonly company: Company | null }
  /** Something else about the mover has changed, so that it may serve calls that wait. */
  | { readonly type: 'reconsider'; readonly moverId: string };

export type AssignmentFact =
  | {
      readonly type: 'Assigned';
      readonly request: AssignmentRequest;
      readonly assignmentId: string;
      readonly mover: Candidate['mover'];
      readonly distanceMeters: number;
    }
  | { readonly type: 'NoMoverFree'; readonly request: AssignmentRequest; readonly reason: WaitingReason }
  | { readonly type: 'Voided'; readonly callId: string }
  | { readonly type: 'Cancelled'; readonly callId: string }
  | {
      readonly type: 'Released';
      readonly callId: string;
      readonly assignmentId: string;
      readonly moverId: string;
      readonly day: Day;
    }
  | { readonly type: 'Erased'; readonly callId: string }
  | { readonly type: 'Registered'; readonly mover: Mover }
  | { readonly type: 'AvailabilityChanged'; readonly moverId: string; readonly available: boolean }
  /** All of the mover, as it is from now on. */
  | { readonly type: 'Updated'; readonly mover: Mover };

/** The phone is registered already; there is no such mover. */
export type AssignmentRefusal = 'ALREADY_REGISTERED' | 'NOT_FOUND';

type AssignmentDecision = Decision<AssignmentFact, AssignmentRefusal>;

/** Repeating a command changes nothing. */
export const assignmentDecider: Decider<Board, AssignmentCommand, AssignmentFact, AssignmentRefusal> = {
  decide,
  evolve,
};

function decide(board: Board, command: AssignmentCommand): AssignmentDecision {
  switch (command.type) {
    case 'request':
      return request(board, command.request);
    case 'cancel':
      return cancel(board, command.callId);
    case 'erase': {
      const call = board.calls.get(command.callId);
      return call && 'request' in call ? facts({ type: 'Erased', callId: command.callId }) : facts();
    }
    case 'register': {
      const { mover } = command;
      if ([...board.movers.values()].some(({ tel }) => tel === mover.tel))
        return refusal('ALREADY_REGISTERED');
      return facts(...andServe(board, { type: 'Registered', mover }, mover.id));
    }
    case 'setAvailability': {
      const { moverId, available } = command;
      const mover = board.movers.get(moverId);
      if (!mover) return refusal('NOT_FOUND');
      if (mover.available === available) return facts();
      return facts(...andServe(board, { type: 'AvailabilityChanged', moverId, available }, moverId));
    }
    case 'reconsider':
      return facts(...servedBy(board, command.moverId));
    case 'setCompany': {
      const { moverId, company } = command;
      const mover = board.movers.get(moverId);
      if (!mover) return refusal('NOT_FOUND');
      if (mover.company?.id === company?.id) return facts();
      return facts(...andServe(board, { type: 'Updated', mover: { ...mover, company } }, moverId));
    }
    default:
      return command satisfies never;
  }
}

/** First come, first served: a mover that an earlier call of the same day got is not free for this one. */
function request(board: Board, asked: AssignmentRequest): AssignmentDecision {
  const { callId, movingOn } = asked;
  if (board.calls.has(callId)) return facts();
  const free = (board.candidates.get(callId) ?? []).flatMap((candidate): Candidate[] => {
    const days = board.booked.get(candidate.mover.id);
    if (days === undefined) return [candidate];
    return days.includes(movingOn) ? [] : [{ ...candidate, lastAssignedAt: board.at }];
  });
  const chosen = dispatch(asked, free, seoulDay(board.at));
  return facts(
    chosen
      ? assigned(board, asked, chosen)
      : { type: 'NoMoverFree', request: asked, reason: 'NO_MOVER_FREE' },
  );
}

function cancel(board: Board, callId: string): AssignmentDecision {
  const call = board.calls.get(callId);
  switch (call?.status) {
    case undefined:
      return facts({ type: 'Voided', callId });
    case 'VOID':
    case 'CANCELLED':
      return facts();
    case 'WAITING':
      return facts({ type: 'Cancelled', callId });
    case 'ASSIGNED': {
      const { id: assignmentId, moverId } = call.assignment;
      const day = call.request.movingOn;
      const released = { type: 'Released', callId, assignmentId, moverId, day } as const;
      return facts({ type: 'Cancelled', callId }, ...andServe(board, released, moverId, day));
    }
    default:
      return call satisfies never;
  }
}

/**
 * A fact that may make a mover free, and what it leads to.
 *
 * @param only this day; all days from today on when absent
 */
const andServe = (board: Board, fact: AssignmentFact, moverId: string, only?: Day): AssignmentFact[] => [
  fact,
  ...servedBy(evolve(board, fact), moverId, only),
];

/** Of each day, a mover that is free serves the oldest waiting call that it can serve. */
function servedBy(board: Board, moverId: string, only?: Day): AssignmentFact[] {
  const mover = board.movers.get(moverId);
  const served = new Map<Day, AssignmentFact>();
  for (const { callId, distanceMeters } of mover?.available ? (board.queues.get(moverId) ?? []) : []) {
    const call = board.calls.get(callId);
    if (mover === undefined || call?.status !== 'WAITING') continue;
    const day = call.request.movingOn;
    if (served.has(day) || (only !== undefined && day !== only)) continue;
    const candidate = { mover, distanceMeters, lastAssignedAt: null };
    const chosen = dispatch(call.request, [candidate], seoulDay(board.at));
    if (chosen) served.set(day, assigned(board, call.request, chosen));
  }
  return [...served.values()];
}

function assigned(
  { assignmentIds }: Board,
  asked: AssignmentRequest,
  { mover: { id, name, tel, plate, company }, distanceMeters }: Candidate,
): AssignmentFact {
  const assignmentId = assignmentIds.get(asked.callId);
  if (assignmentId === undefined) throw new Error(`the board has no id for an assignment of ${asked.callId}`);
  const mover = { id, name, tel, plate, company };
  return { type: 'Assigned', request: asked, assignmentId, mover, distanceMeters };
}

function evolve(board: Board, fact: AssignmentFact): Board {
  switch (fact.type) {
    case 'Assigned': {
      const { request: asked, assignmentId, mover } = fact;
      const assignment = { id: assignmentId, moverId: mover.id };
      const days = [...(board.booked.get(mover.id) ?? []), asked.movingOn];
      return {
        ...board,
        calls: withEntry(board.calls, asked.callId, { status: 'ASSIGNED', request: asked, assignment }),
        booked: withEntry(board.booked, mover.id, days),
      };
    }
    case 'NoMoverFree': {
      const { request: asked, reason } = fact;
      return {
        ...board,
        calls: withEntry(board.calls, asked.callId, { status: 'WAITING', request: asked, reason }),
      };
    }
    case 'Voided':
      return { ...board, calls: withEntry(board.calls, fact.callId, { status: 'VOID' }) };
    case 'Cancelled':
      return withRequest(board, fact.callId, ({ request: asked }) => ({
        status: 'CANCELLED',
        request: asked,
      }));
    case 'Released': {
      const days = board.booked.get(fact.moverId)?.filter((day) => day !== fact.day);
      return days ? { ...board, booked: withEntry(board.booked, fact.moverId, days) } : board;
    }
    case 'Erased':
      return withRequest(board, fact.callId, (call) => ({
        ...call,
        request: { ...call.request, location: erasedPlace(call.request.location) },
      }));
    case 'Registered':
    case 'Updated':
      return { ...board, movers: withEntry(board.movers, fact.mover.id, fact.mover) };
    case 'AvailabilityChanged': {
      const mover = board.movers.get(fact.moverId);
      if (!mover) return board;
      const { available } = fact;
      return { ...board, movers: withEntry(board.movers, mover.id, { ...mover, available }) };
    }
    default:
      return fact satisfies never;
  }
}

type RequestedCall = Exclude<CallState, { readonly status: 'VOID' }>;

/** Changes a call that was requested; these facts are about such calls only. */
function withRequest(board: Board, callId: string, change: (call: RequestedCall) => CallState): Board {
  const call = board.calls.get(callId);
  return call && 'request' in call
    ? { ...board, calls: withEntry(board.calls, callId, change(call)) }
    : board;
}

/** A copy of a map with one entry set. */
const withEntry = <V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> =>
  new Map(map).set(key, value);
