import type { MovingSlot } from '@movecall/schema/events';
import type { Day } from '@movecall/values/days';
import { erasedPlace } from '@movecall/values/erased-place';
import { type AssignmentFact, givenBack, type Made } from './assignment-fact.ts';
import type { CallState, HeldAssignment } from './call-state.ts';
import type { AssignmentRequest, Candidate, WaitingReason } from '../dispatch/dispatch.ts';
import type { Hold, HoldState } from '../hold/hold.ts';
import type { Mover } from '../mover/mover.ts';
import type { ReportedStep } from '../progress/progress.ts';
import { type SlotsPerDay, slotTaken } from '../slots.ts';

/** A team that an operator wants for a call. */
export interface Target {
  readonly mover: Mover;
  /** Great-circle distance between its base and the home, whole metres. */
  readonly distanceMeters: number;
  readonly isInArea: boolean;
  /** Whether it has neither another job nor a day off at that time. */
  readonly hasTime: boolean;
}

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
  /** How long a team has to accept an offer, ms. */
  readonly acceptWithinMs: number;
  /** For calls that are requested and have no candidates: why. */
  readonly reasons: ReadonlyMap<string, WaitingReason>;
  /** The teams that may not get a call again, since they had it, or were offered it, and gave it back. */
  readonly passedOver: ReadonlyMap<string, readonly string[]>;
  /** For each call that is decided on by it: what its teams, also earlier ones, have reported of the day. */
  readonly progress: ReadonlyMap<string, readonly ReportedStep[]>;
  /** For each call that is to be reassigned: the team that it is to get; for which a time is to be held: the team that should keep it. */
  readonly targets: ReadonlyMap<string, Target>;
  /** The jobs that movers got since the board was read, and those that commands can release. */
  readonly booked: ReadonlyMap<string, readonly Job[]>;
  /** The holds that commands name, and those of the calls that they are about, by their ids. */
  readonly holds: ReadonlyMap<string, HoldState>;
  /** The days on which the mover has jobs whose days off are set, or that is switched: each as often as it has jobs. */
  readonly jobDays: readonly Day[];
}

/** What a call takes of its mover's time, or what a hold does. */
export interface Job {
  /** Of a hold, its own id. */
  readonly callId: string;
  readonly day: Day;
  readonly slot: MovingSlot;
}

/** The board after a fact. */
export function evolve(board: Board, fact: AssignmentFact): Board {
  switch (fact.type) {
    case 'Assigned':
      return withTeam(board, fact, {
        status: 'ASSIGNED',
        request: fact.request,
        assignment: heldIn(fact, board.at),
      });
    case 'Offered': {
      const { request: asked, distanceMeters, expiresAt } = fact;
      const assignment = { ...heldIn(fact, board.at), distanceMeters, expiresAt };
      return withTeam(board, fact, { status: 'OFFERED', request: asked, assignment });
    }
    case 'OfferAccepted': {
      const { request: asked } = fact;
      const call = { status: 'ASSIGNED', request: asked, assignment: heldIn(fact, board.at) } as const;
      return { ...board, calls: withEntry(board.calls, asked.callId, call) };
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
    case 'Held':
    case 'HoldEnded':
    case 'Rescheduled':
      return evolveRescheduling(board, fact);
    case 'Released':
      return withoutJob(markGivenBack(board, fact), fact.moverId, fact.request.callId);
    case 'ProgressReported': {
      const { type: _, callId, ...reported } = fact;
      const steps = [...(board.progress.get(callId) ?? []), reported];
      return { ...board, progress: withEntry(board.progress, callId, steps) };
    }
    case 'Erased':
      return withRequest(board, fact.callId, (call) => ({
        ...call,
        request: { ...call.request, location: erasedPlace(call.request.location), ownerTel: null },
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

function evolveRescheduling(
  board: Board,
  fact: Extract<AssignmentFact, { type: 'Held' | 'HoldEnded' | 'Rescheduled' }>,
): Board {
  switch (fact.type) {
    case 'Held': {
      const { hold } = fact;
      const held = withJob(board, hold.moverId, jobOfHold(hold));
      return {
        ...held,
        holds: withEntry(board.holds, hold.id, { status: 'HELD', hold, isGivenBack: false }),
      };
    }
    case 'HoldEnded': {
      const { holdId, callId } = fact;
      const known = board.holds.get(holdId);
      const ended = known?.status === 'HELD' ? withoutJob(board, known.hold.moverId, holdId) : board;
      return { ...ended, holds: withEntry(board.holds, holdId, { status: 'OVER', callId }) };
    }
    case 'Rescheduled': {
      const { request: asked, kept } = fact;
      const changed = withRequest(board, asked.callId, (call) => ({ ...call, request: asked }));
      if (kept === null) return changed;
      const { mover } = kept;
      return withJob(withoutJob(changed, mover.id, asked.callId), mover.id, jobOf(asked, mover.slotsPerDay));
    }
    default:
      return fact satisfies never;
  }
}

/** A team that gives a call back does not get it by a hold either. */
function markGivenBack(
  board: Board,
  { request, moverId, cause }: Extract<AssignmentFact, { type: 'Released' }>,
): Board {
  if (!givenBack.includes(cause)) return board;
  const holds = [...board.holds].map(([id, state]): [string, HoldState] => {
    const isTheirs = state.status === 'HELD' && state.hold.callId === request.callId;
    const isMeant = isTheirs && state.hold.moverId === moverId;
    return [id, isMeant ? { ...state, isGivenBack: true } : state];
  });
  return { ...board, holds: new Map(holds) };
}

/** What a hold takes of the time of its mover. */
export const jobOfHold = ({ id, movingOn, takes }: Hold): Job => ({ callId: id, day: movingOn, slot: takes });

const heldIn = ({ assignmentId: id, mover }: Made, assignedAt: Date): HeldAssignment => ({
  id,
  moverId: mover.id,
  companyId: mover.company?.id ?? null,
  assignedAt,
});

/** The board once a team has a call, or is asked, that it did not have. */
const withTeam = (board: Board, { request: asked, mover }: Made, call: CallState): Board => ({
  ...withJob(board, mover.id, jobOf(asked, mover.slotsPerDay)),
  calls: withEntry(board.calls, asked.callId, call),
});

const withJob = (board: Board, moverId: string, job: Job): Board => ({
  ...board,
  booked: withEntry(board.booked, moverId, [...(board.booked.get(moverId) ?? []), job]),
});

function withoutJob(board: Board, moverId: string, callId: string): Board {
  const jobs = board.booked.get(moverId)?.filter((job) => job.callId !== callId);
  return jobs ? { ...board, booked: withEntry(board.booked, moverId, jobs) } : board;
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
