import type { Cause } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { CodedError } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import type { AssignClient } from './assign-client.ts';
import type { HoldAnswer, TeamProblem, WantedTeam } from './assign-questions.ts';
import type { Commitment, NewAgreement, NewAttempt, RescheduleStore } from './reschedule-store.ts';

export interface AskedReschedule extends Omit<NewAttempt, 'id'> {
  /** KRW. */
  readonly cost: number;
  /** Null for an order without a quote. */
  readonly agreement: NewAgreement | null;
  /** Only this team may get the call; null: its own team, or else the next fitting one. */
  readonly wanted: WantedTeam | null;
  readonly traceparent: string;
}

export type RescheduleOutcome =
  | 'RESCHEDULED'
  | 'SLOT_FULL'
  | 'ALREADY_CANCELLED'
  | 'TRY_AGAIN_LATER'
  /** Why the wanted team cannot get the call. */
  | TeamProblem;

/**
 * Moves a call to a time at which a team has room.
 *
 * @throws CodedError SERVICE_UNAVAILABLE when the database does not say how the attempt ended
 */
export type RunReschedule = (asked: AskedReschedule) => Promise<RescheduleOutcome>;

export interface RescheduleSagaDeps {
  readonly store: RescheduleStore;
  readonly assign: AssignClient;
  readonly logger: Logger;
  readonly newId: () => string;
}

/**
 * The saga that moves a call to another time: it stores an attempt, has assign hold the time, then settles the attempt. Whoever reads that
 * the call is rescheduled has a team at the new time. Everyone else has the call as it was: the attempt is void for good, and its
 * RescheduleWithdrawn frees whatever assign holds or will hold. A crash in between leaves a PENDING attempt, which the sweeper
 * withdraws.
 */
export const createRescheduleSaga =
  (deps: RescheduleSagaDeps): RunReschedule =>
  async ({ cost, agreement, wanted, traceparent, ...asked }) => {
    const attempt = { id: deps.newId(), ...asked };
    const cause = { causationId: null, traceparent };
    if ((await deps.store.begin(attempt)) === 'NOT_NOW') return 'TRY_AGAIN_LATER';
    try {
      await failpoint('manage.reschedule-begun');
      const { id: attemptId, callId, to } = attempt;
      const answer = await deps.assign.holdTime({ attemptId, callId, ...to, wanted }, traceparent);
      await failpoint('manage.time-held');
      if (answer.outcome !== 'HELD') return await refused(deps, attempt, answer, cause);
      const { moverId } = answer;
      return await commit(deps, { attempt, moverId, cost, agreement, cause });
    } catch (error) {
      deps.logger.warn(
        { err: error, callId: attempt.callId },
        'reschedule: a step failed or its answer was lost; settling the attempt',
      );
      return await settle(deps, attempt, cause);
    }
  };

async function commit({ store, logger }: RescheduleSagaDeps, commitment: Commitment) {
  const settled = await store.commit(commitment);
  await failpoint('manage.reschedule-committed');
  if (settled === 'VOID') return 'TRY_AGAIN_LATER';
  logger.info({ callId: commitment.attempt.callId }, 'call rescheduled');
  return 'RESCHEDULED';
}

async function refused(
  { store, logger }: RescheduleSagaDeps,
  attempt: NewAttempt,
  answer: Exclude<HoldAnswer, { outcome: 'HELD' }>,
  cause: Cause,
): Promise<RescheduleOutcome> {
  // After a lost answer, a time may be held.
  await store.withdraw(attempt, cause);
  const why = answer.outcome === 'REFUSED' ? answer.problem.code : answer.outcome;
  logger.info({ callId: attempt.callId, why }, 'call not rescheduled');
  if (answer.outcome === 'REFUSED') return answer.problem;
  if (answer.outcome === 'SLOT_FULL') return answer.outcome;
  return answer.outcome === 'CALL_OVER' ? 'ALREADY_CANCELLED' : 'TRY_AGAIN_LATER';
}

/** Withdraws an attempt unless it was committed. */
async function settle(
  { store, logger }: RescheduleSagaDeps,
  attempt: NewAttempt,
  cause: Cause,
): Promise<RescheduleOutcome> {
  try {
    return (await store.withdraw(attempt, cause)) === 'COMMITTED' ? 'RESCHEDULED' : 'TRY_AGAIN_LATER';
  } catch (error) {
    logger.error(
      { err: error, callId: attempt.callId },
      'reschedule: the outcome of the attempt is unknown; the sweeper settles it',
    );
    throw new CodedError('SERVICE_UNAVAILABLE', 'The outcome is not known yet; read the call again.');
  }
}
