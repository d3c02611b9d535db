import { type Decision, facts, refusal } from '@movecall/decider/decider';
import { startOfDay } from '@movecall/values/days';
import type { AssignmentFact } from '../assignment/assignment-fact.ts';
import type { Board } from '../assignment/board.ts';
import { type CallState, isHeld } from '../assignment/call-state.ts';

/** What a team reports of the day itself. Each step happens once for each assignment, in this order. */
export const progressSteps = ['DEPARTED', 'ARRIVED'] as const;
export type ProgressKind = (typeof progressSteps)[number];

/** A step that was reported. */
export interface ReportedStep {
  readonly assignmentId: string;
  /** The team of the assignment. */
  readonly moverId: string;
  readonly step: ProgressKind;
  /** When it happened, as the team says. */
  readonly at: Date;
  readonly idempotencyKey: string;
}

export interface ReportCommand {
  readonly type: 'reportProgress';
  readonly callId: string;
  /** The team that reports; null for an operator, who may report for any. */
  readonly byMoverId: string | null;
  readonly step: ProgressKind;
  readonly at: Date;
  readonly idempotencyKey: string;
}

/** NOT_FOUND also stands for a call that the team has no more. */
export type ProgressRefusal =
  | 'NOT_FOUND'
  | 'NOT_ASSIGNED'
  | 'ALREADY_CANCELLED'
  | 'ALREADY_REPORTED'
  /** The step before it was not reported. */
  | 'OUT_OF_ORDER'
  /** It cannot have happened then. */
  | 'INVALID_TIME'
  | 'IDEMPOTENCY_KEY_REUSED';

/** How far the clock of a phone may be off, ms. */
const CLOCK_SKEW_MS = 60_000;

/** A step of the team that has a call. A report that is repeated with its key changes nothing, whoever has the call by then. */
export function report(board: Board, command: ReportCommand): Decision<AssignmentFact, ProgressRefusal> {
  const { callId, byMoverId, step, at, idempotencyKey } = command;
  const isOwn = (moverId: string): boolean => byMoverId === null || byMoverId === moverId;
  const known = (board.progress.get(callId) ?? []).find(
    (reported) => reported.idempotencyKey === idempotencyKey && isOwn(reported.moverId),
  );
  if (known)
    return known.step === step && known.at.getTime() === at.getTime()
      ? facts()
      : refusal('IDEMPOTENCY_KEY_REUSED');
  const call = board.calls.get(callId);
  if (byMoverId !== null && !(call?.status === 'ASSIGNED' && isOwn(call.assignment.moverId)))
    return refusal('NOT_FOUND');
  switch (call?.status) {
    case undefined:
    case 'VOID':
      return refusal('NOT_FOUND');
    case 'CANCELLED':
      return refusal('ALREADY_CANCELLED');
    case 'WAITING':
    case 'OFFERED':
      return refusal('NOT_ASSIGNED');
    case 'ASSIGNED': {
      const problem = problemWith(board, call, command);
      const { id: assignmentId, moverId } = call.assignment;
      return problem === null
        ? facts({ type: 'ProgressReported', callId, assignmentId, moverId, step, at, idempotencyKey })
        : refusal(problem);
    }
    default:
      return call satisfies never;
  }
}

function problemWith(
  board: Board,
  call: Extract<CallState, { readonly status: 'ASSIGNED' }>,
  { callId, step, at }: ReportCommand,
): ProgressRefusal | null {
  const { id, assignedAt } = call.assignment;
  const done = stepsOf(board, callId, id);
  if (done.some((reported) => reported.step === step)) return 'ALREADY_REPORTED';
  const needed = progressSteps[progressSteps.indexOf(step) - 1];
  const before = done.find((reported) => reported.step === needed);
  if (needed !== undefined && !before) return 'OUT_OF_ORDER';
  const earliest = Math.max(
    startOfDay(call.request.movingOn).getTime(),
    assignedAt.getTime() - CLOCK_SKEW_MS,
    before?.at.getTime() ?? 0,
  );
  const latest = board.at.getTime() + CLOCK_SKEW_MS;
  return at.getTime() < earliest || at.getTime() > latest ? 'INVALID_TIME' : null;
}

const stepsOf = ({ progress }: Board, callId: string, assignmentId: string): ReportedStep[] =>
  (progress.get(callId) ?? []).filter((reported) => reported.assignmentId === assignmentId);

/** Whether the team that has a call has reported that it is there. */
export function hasArrived(board: Board, callId: string): boolean {
  const call = board.calls.get(callId);
  return isHeld(call) && stepsOf(board, callId, call.assignment.id).some(({ step }) => step === 'ARRIVED');
}
