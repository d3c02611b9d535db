import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import type { Day } from '@movecall/values/days';
import type { Tel } from '@movecall/values/tel';
import { isDeepStrictEqual } from 'node:util';
import { type AssignmentFact, released } from './assignment-fact.ts';
import { type Board, evolve } from './board.ts';
import type { AssignmentRequest } from '../dispatch/dispatch.ts';
import type { Mover } from '../mover/mover.ts';
import { decideOnOffer, type OfferCommand, type OfferRefusal } from '../offer/offering.ts';
import { applyPlan, type ApplyPlanCommand, type PlanRefusal } from '../planning/applying.ts';
import { type ProgressRefusal, report, type ReportCommand } from '../progress/progress.ts';
import { drop, noShow, reassign, type RescueCommand, type RescueRefusal } from '../rescue/rescue.ts';
import { andServe, nextTeam, servedBy } from '../serving.ts';
import {
  endHolds,
  hold,
  type HoldRefusal,
  reschedule,
  type ReschedulingCommand,
  withdrawHold,
} from '../hold/rescheduling.ts';
import type { Team } from '../mover/team.ts';

/** What an operator changes of a mover. */
export type MoverChanges = Partial<Pick<Mover, 'company' | keyof Team>>;

export type AssignmentCommand =
  | ReschedulingCommand
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
  | { readonly type: 'reconsider'; readonly moverId: string }
  | OfferCommand
  | ApplyPlanCommand
  | RescueCommand
  | ReportCommand;

/** The phone, or a member's, is registered already; there is no such mover; the mover has a job on a day that it wants off. */
export type AssignmentRefusal =
  | 'ALREADY_REGISTERED'
  | 'MEMBER_ALREADY_REGISTERED'
  | 'NOT_FOUND'
  | 'DAY_HAS_JOB'
  | OfferRefusal
  | PlanRefusal
  | RescueRefusal
  | ProgressRefusal
  | HoldRefusal;

type AssignmentDecision = Decision<AssignmentFact, AssignmentRefusal>;

/** The decisions about assignments. Repeating a command changes nothing. */
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
      if (hasOther(board, mover, [mover.tel])) return refusal('ALREADY_REGISTERED');
      if (hasOther(board, mover, mover.members)) return refusal('MEMBER_ALREADY_REGISTERED');
      return facts(...andServe(board, { type: 'Registered', mover }, mover.id));
    }
    case 'setAvailability': {
      const { moverId, available } = command;
      const mover = board.movers.get(moverId);
      if (!mover) return refusal('NOT_FOUND');
      if (mover.available === available) return facts();
      const { jobDays } = board;
      const changed = { type: 'AvailabilityChanged', moverId, available, jobDays } as const;
      return facts(...andServe(board, changed, moverId));
    }
    case 'reconsider':
      return facts(...servedBy(board, command.moverId));
    case 'update': {
      const { moverId, changes } = command;
      const mover = board.movers.get(moverId);
      if (!mover) return refusal('NOT_FOUND');
      const changed = { ...mover, ...changes };
      if (isDeepStrictEqual(changed, mover)) return facts();
      if (hasOther(board, mover, changed.members)) return refusal('MEMBER_ALREADY_REGISTERED');
      return facts(...andServe(board, { type: 'Updated', mover: changed }, moverId));
    }
    case 'acceptOffer':
    case 'declineOffer':
    case 'expireOffer':
      return decideOnOffer(board, command);
    case 'applyPlan':
      return applyPlan(board, command);
    case 'drop':
      return drop(board, command);
    case 'noShow':
      return noShow(board, command);
    case 'reassign':
      return reassign(board, command);
    case 'reportProgress':
      return report(board, command);
    case 'setDaysOff':
      return setDaysOff(board, command);
    case 'hold':
      return hold(board, command);
    case 'reschedule':
      return reschedule(board, command);
    case 'withdrawHold':
      return withdrawHold(board, command);
    default:
      return command satisfies never;
  }
}

/** Whether one of these phones is another mover's, or a member's of one. */
const hasOther = ({ movers }: Board, { id }: Mover, phones: readonly Tel[]): boolean =>
  [...movers.values()].some(
    (other) => other.id !== id && [other.tel, ...other.members].some((tel) => phones.includes(tel)),
  );

function request(board: Board, asked: AssignmentRequest): AssignmentDecision {
  return board.calls.has(asked.callId) ? facts() : facts(nextTeam(board, asked));
}

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
      return facts(...cancelled(board, callId));
    case 'OFFERED':
    case 'ASSIGNED': {
      const { moverId } = call.assignment;
      const lost = released(call, 'CALL_CANCELLED');
      const over = cancelled(board, callId);
      return facts(...over, ...andServe(over.reduce(evolve, board), lost, moverId, call.request.movingOn));
    }
    default:
      return call satisfies never;
  }
}

/** A call is cancelled, and so are its holds. */
function cancelled(board: Board, callId: string): AssignmentFact[] {
  const fact = { type: 'Cancelled', callId } as const;
  return [fact, ...endHolds(evolve(board, fact), callId)];
}
