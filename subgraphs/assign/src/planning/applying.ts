import { type Decision, facts, refusal } from '@movecall/decider/decider';
import { type Day, startOfDay } from '@movecall/values/days';
import { type AssignmentFact, released } from '../assignment/assignment-fact.ts';
import { type Board, evolve } from '../assignment/board.ts';
import { unfitFor } from '../rescue/rescue.ts';
import { assigned, servedBy } from '../serving.ts';
import { slotBegins } from '../slots.ts';
import type { Move } from './plan.ts';

export interface ApplyPlanCommand {
  readonly type: 'applyPlan';
  readonly day: Day;
  readonly moves: readonly Move[];
}

/** A job, or the time of a team, is not as it was when the plan was made; or the day is too near. */
export type PlanRefusal = 'PLAN_OUTDATED';

/** Jobs that begin sooner are not moved: their customers and teams count on each other. */
const KEPT_BEFORE_MS = 24 * 60 * 60 * 1000;

/** Whether a job begins so soon that no plan moves it. */
export const beginsSoon = (job: Parameters<typeof slotBegins>, now: Date): boolean =>
  slotBegins(...job).getTime() - now.getTime() < KEPT_BEFORE_MS;

/** The reason that the history of the calls tells. */
const REASON = '하루 배정 계획';

/** All jobs of a plan change teams in one decision, or none does. Teams that have time then serve the calls that wait. */
export function applyPlan(
  board: Board,
  { day, moves }: ApplyPlanCommand,
): Decision<AssignmentFact, PlanRefusal> {
  const now = board.at;
  if (startOfDay(day).getTime() < now.getTime()) return refusal('PLAN_OUTDATED');
  const lost: AssignmentFact[] = [];
  const given: AssignmentFact[] = [];
  for (const { callId, assignmentId, afterMeters } of moves) {
    const [call, target] = [board.calls.get(callId), board.targets.get(callId)];
    if (call?.status !== 'ASSIGNED' || call.assignment.id !== assignmentId || !target)
      return refusal('PLAN_OUTDATED');
    const { request } = call;
    const isSame = request.movingOn === day && target.distanceMeters === afterMeters && target.isInArea;
    if (!isSame || beginsSoon([day, request.slot], now) || unfitFor(target, request) !== null)
      return refusal('PLAN_OUTDATED');
    lost.push(released(call, 'REASSIGNED', REASON));
    given.push(assigned(board, request, target, { givenBy: 'PLAN' }));
  }
  const changes = [...lost, ...given];
  let after = changes.reduce(evolve, board);
  for (const { fromMoverId } of moves) {
    const served = servedBy(after, fromMoverId, day);
    changes.push(...served);
    after = served.reduce(evolve, after);
  }
  return facts(...changes);
}
