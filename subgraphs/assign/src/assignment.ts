import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import type { MovingSlot } from '@movecall/schema/events';
import { type Day, seoulDay } from '@movecall/values/days';
import { erasedPlace } from '@movecall/values/erased-place';
import { isDeepStrictEqual } from 'node:util';
import { type AssignmentRequest, type Candidate, dispatch, type WaitingReason } from './dispatch.ts';
import type { Mover } from './mover.ts';
import { type SlotsPerDay, slotsOverlap, slotTaken } from './slots.ts';
import type { Team } from './team.ts';

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
  /** For each mover that may become free: the calls that wait for one like it, of each day and slot the oldest, the oldest first. */
  readonly queues: ReadonlyMap<string, readonly Queued[]>;
  /** The id that the assignment of a call gets. */
  readonly assignmentIds: ReadonlyMap<string, string>;
  /** For calls that are requested and have no candidates: why. */
  readonly reasons: ReadonlyMap<string, WaitingReason>;
  /** The jobs that movers got since the board was read, and those that commands can release. */
  readonly booked: ReadonlyMap<string, readonly Job[]>;
  /** The days on which the movers have jobs whose days off are set. */
  readonly jobDays: readonly Day[];
}

/** What a call takes of its mover's time. */
export interface Job {
  readonly callId: string;
  readonly day: Day;
  readonly slot: MovingSlot;
}

/** What an operator changes of a mover. */
export type MoverChanges = Partial<Pick<Mover, 'company' | keyof Team>>;

export type AssignmentCommand =
  | { readonly type: 'request'; readonly request: AssignmentRequest }
  | { readonly type: 'cancel'; readonly callId: string }
  /** The personal data of the call, which is over, was erased. */
  | { readonly type: 'erase'; readonly callId: string }
  | { readonly type: 'register'; readonly mover: Mover }
  | { readonly type: 'setAvailability'; readonly moverId: string; readonly available: boolean }
  | { readonly type: 'update'; readonly moverId: string; readonly changes: MoverChanges }
  /** The days on which the mover does not work, from a day on. */
  | {
      readonly type: 'setDaysOff';
      readonly moverId: string;
      readonly from: Day;
      readonly days: readonly Day[];
    }
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
    }
  | { readonly type: 'Erased'; readonly callId: string }
  | { readonly type: 'Registered'; readonly mover: Mover }
  | { readonly type: 'AvailabilityChanged'; readonly moverId: string; readonly available: boolean }
  /** All of the mover, as it is from now on. */
  | { readonly type: 'Updated'; readonly mover: Mover }
  /** All of the mover's days off from a day on. */
  | {
      readonly type: 'DaysOffSet';
      readonly moverId: string;
      readonly from: Day;
      readonly days: readonly Day[];
    };

/** The phone is registered already; there is no such mover; the mover has a job on a day that it wants off. */
export type AssignmentRefusal = 'ALREADY_REGISTERED' | 'NOT_FOUND' | 'DAY_HAS_JOB';

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
    case 'update': {
      const { moverId, changes } = command;
      const mover = board.movers.get(moverId);
      if (!mover) return refusal('NOT_FOUND');
      const changed = { ...mover, ...changes };
      if (isDeepStrictEqual(changed, mover)) return facts();
      return facts(...andServe(board, { type: 'Updated', mover: changed }, moverId));
    }
    case 'setDaysOff':
      return setDaysOff(board, command);
    default:
      return command satisfies never;
  }
}

/** First come, first served: a mover whose time an earlier call got is not free for this one. */
function request(board: Board, asked: AssignmentRequest): AssignmentDecision {
  const { callId } = asked;
  if (board.calls.has(callId)) return facts();
  const free = (board.candidates.get(callId) ?? []).flatMap((candidate): Candidate[] => {
    const { mover } = candidate;
    if (!board.booked.has(mover.id)) return [candidate];
    return isTaken(board, mover, asked) ? [] : [{ ...candidate, lastAssignedAt: board.at }];
  });
  const chosen = dispatch(asked, free, seoulDay(board.at));
  if (chosen) return facts(assigned(board, asked, chosen));
  return facts({
    type: 'NoMoverFree',
    request: asked,
    reason: board.reasons.get(callId) ?? 'NO_MOVER_FREE',
  });
}

/** Whether one of the jobs on the board leaves a mover no time for a call. */
const isTaken = (
  { booked }: Board,
  { id, slotsPerDay }: Candidate['mover'],
  { movingOn, slot }: AssignmentRequest,
): boolean =>
  (booked.get(id) ?? []).some(
    (job) => job.day === movingOn && slotsOverlap(job.slot, slotTaken(slotsPerDay, slot)),
  );

/** A day with a job cannot be taken off: somebody else has to get the job first. */
function setDaysOff(
  board: Board,
  { moverId, from, days }: Extract<AssignmentCommand, { type: 'setDaysOff' }>,
): AssignmentDecision {
  const mover = board.movers.get(moverId);
  if (!mover) return refusal('NOT_FOUND');
  if (days.some((day) => board.jobDays.includes(day))) return refusal('DAY_HAS_JOB');
  const isSame = isDeepStrictEqual(
    mover.daysOff.filter((day) => day >= from),
    days,
  );
  return isSame ? facts() : facts({ type: 'DaysOffSet', moverId, from, days });
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
      const released = { type: 'Released', callId, assignmentId, moverId } as const;
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

/** A mover that is free serves the waiting calls that it can do, of each day the oldest ones for which it has time. */
function servedBy(board: Board, moverId: string, only?: Day): AssignmentFact[] {
  const mover = board.movers.get(moverId);
  if (!mover?.available) return [];
  const served: AssignmentFact[] = [];
  let now = board;
  for (const { callId, distanceMeters } of board.queues.get(moverId) ?? []) {
    const call = now.calls.get(callId);
    if (call?.status !== 'WAITING' || isTaken(now, mover, call.request)) continue;
    if (only !== undefined && call.request.movingOn !== only) continue;
    const candidate = { mover, distanceMeters, lastAssignedAt: null };
    const chosen = dispatch(call.request, [candidate], seoulDay(now.at));
    if (!chosen) continue;
    const fact = assigned(now, call.request, chosen);
    served.push(fact);
    now = evolve(now, fact);
  }
  return served;
}

function assigned(
  { assignmentIds }: Board,
  asked: AssignmentRequest,
  { mover: { id, name, tel, plate, company, slotsPerDay }, distanceMeters }: Candidate,
): AssignmentFact {
  const assignmentId = assignmentIds.get(asked.callId);
  if (assignmentId === undefined) throw new Error(`the board has no id for an assignment of ${asked.callId}`);
  const mover = { id, name, tel, plate, company, slotsPerDay };
  return { type: 'Assigned', request: asked, assignmentId, mover, distanceMeters };
}

function evolve(board: Board, fact: AssignmentFact): Board {
  switch (fact.type) {
    case 'Assigned': {
      const { request: asked, assignmentId, mover } = fact;
      const assignment = { id: assignmentId, moverId: mover.id };
      const job = jobOf(asked, mover.slotsPerDay);
      const jobs = [...(board.booked.get(mover.id) ?? []), job];
      return {
        ...board,
        calls: withEntry(board.calls, asked.callId, { status: 'ASSIGNED', request: asked, assignment }),
        booked: withEntry(board.booked, mover.id, jobs),
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
      const jobs = board.booked.get(fact.moverId)?.filter(({ callId }) => callId !== fact.callId);
      return jobs ? { ...board, booked: withEntry(board.booked, fact.moverId, jobs) } : board;
    }
    case 'Erased':
      return withRequest(board, fact.callId, (call) => ({
        ...call,
        request: { ...call.request, location: erasedPlace(call.request.location) },
      }));
    case 'Registered':
    case 'Updated':
      return { ...board, movers: withEntry(board.movers, fact.mover.id, fact.mover) };
    case 'DaysOffSet': {
      const mover = board.movers.get(fact.moverId);
      if (!mover) return board;
      const daysOff = [...mover.daysOff.filter((day) => day < fact.from), ...fact.days];
      return { ...board, movers: withEntry(board.movers, mover.id, { ...mover, daysOff }) };
    }
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

/** What a call takes of the time of a mover. */
export const jobOf = ({ callId, movingOn, slot }: AssignmentRequest, slotsPerDay: SlotsPerDay): Job => ({
  callId,
  day: movingOn,
  slot: slotTaken(slotsPerDay, slot),
});

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
