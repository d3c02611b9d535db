import { failpoint } from '@movecall/failpoints';
import { CodedError } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import { traceIdOf } from '@movecall/telemetry/trace';
import { setTimeout as delay } from 'node:timers/promises';
import { type Attempt, repeat } from './attempt.ts';
import type { AttemptStore } from './attempt-store.ts';
import type { Work } from './facts.ts';
import type { ManageClient } from './manage-client.ts';
import type { MoveRequest } from './request.ts';

export interface AcceptanceRequest {
  readonly request: MoveRequest;
  /** Who asks; the idempotency key is theirs. */
  readonly callerId: string;
  readonly idempotencyKey: string | null;
  readonly traceparent: string;
}

export type AcceptanceOutcome =
  | { readonly callId: string }
  | { readonly refusal: 'IDEMPOTENCY_KEY_REUSED' }
  | { readonly refusal: 'TRY_AGAIN_LATER'; readonly retryAfterSeconds: number };

export interface AcceptanceOptions {
  readonly attempts: AttemptStore;
  readonly manage: ManageClient;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly newId: () => string;
  /** How long after its start an attempt is taken for abandoned. */
  readonly attemptDeadlineMs: number;
}

/** How long a repeated request waits for the one that is in flight; that one takes little longer than manage's timeout. */
const WAIT_MS = 1_000;
const WAIT_STEP_MS = 25;
const TRY_AGAIN = { refusal: 'TRY_AGAIN_LATER', retryAfterSeconds: 1 } as const;

/**
 * Accepting a call: the attempt is written, manage is asked, and the attempt is settled. Whoever is told "accepted" has a
 * call that manage has accepted too; whoever is told "try again" has a void attempt whose CallWithdrawn undoes what manage
 * may have done. A crash in between leaves a PENDING attempt, which the sweeper voids.
 *
 * @returns `request`, which throws SERVICE_UNAVAILABLE when the database keeps to itself how an attempt ended: then
 * neither answer may be given.
 */
export function createAcceptance(options: AcceptanceOptions): {
  request(asked: AcceptanceRequest): Promise<AcceptanceOutcome>;
} {
  const { attempts, manage, logger, now, newId, attemptDeadlineMs: deadlineMs } = options;

  async function request(asked: AcceptanceRequest): Promise<AcceptanceOutcome> {
    const { traceparent, ...attempt } = asked;
    const start = await attempts.begin({ ...attempt, id: newId(), now: now(), deadlineMs });
    const work = (): Work => ({ now: now(), cause: { causationId: null, traceparent } });
    if ('held' in start) return await repeated(start.held, asked.request.fingerprint, work);

    const { begun } = start;
    const about = { callId: begun.id, traceId: traceIdOf(traceparent) };
    const tryAgain = (why: string, retryAfterSeconds: number): AcceptanceOutcome => {
      logger.info({ ...about, why }, 'call refused: try again');
      return { refusal: 'TRY_AGAIN_LATER', retryAfterSeconds };
    };
    try {
      await failpoint('call.attempt-written');
      const answer = await manage.requestAssignment(begun, traceparent);
      await failpoint('call.manage-answered');
      if (!answer.accepted) {
        await giveUp(begun.id, work());
        return tryAgain(answer.why, answer.retryAfterSeconds);
      }
      // Manage accepted. Unless the sweeper was quicker, the call exists from here on.
      const accepted = await attempts.accept(begun, work());
      await failpoint('call.acceptance-committed');
      if (!accepted) return tryAgain('SWEPT', TRY_AGAIN.retryAfterSeconds);
      logger.info(about, 'call accepted');
      return { callId: begun.id };
    } catch (error) {
      logger.warn({ err: error, ...about }, 'acceptance: it failed half-way, or an answer was lost');
      return await settle(begun.id, work());
    }
  }

  /** A commit may have happened all the same. Withdrawing finds out, and settles it if it has not. */
  async function settle(id: string, work: Work): Promise<AcceptanceOutcome> {
    try {
      return (await attempts.withdraw(id, work)) === 'ACCEPTED' ? { callId: id } : TRY_AGAIN;
    } catch (error) {
      logger.error({ err: error, callId: id }, 'acceptance: how it ended is not known');
      throw new CodedError(
        'SERVICE_UNAVAILABLE',
        'The outcome is not known yet; ask again with the same idempotency key.',
      );
    }
  }

  async function giveUp(id: string, work: Work): Promise<void> {
    try {
      await failpoint('call.manage-refused');
      await attempts.withdraw(id, work);
    } catch (error) {
      // Nobody but the sweeper can settle it from now on, and the sweeper can only void it: "try again" stays true.
      logger.warn({ err: error, callId: id }, 'acceptance: could not withdraw; left to the sweeper');
    }
  }

  /** Waits for the request that is in flight, and settles its attempt when that takes too long. */
  async function repeated(held: Attempt, fingerprint: string, work: () => Work): Promise<AcceptanceOutcome> {
    let attempt: Attempt | null = held;
    const until = Math.min(Date.now() + WAIT_MS, held.deadline.getTime());
    for (;;) {
      const repetition = attempt ? repeat(attempt, fingerprint) : 'KEY_IS_FREE';
      switch (repetition) {
        case 'SAME_CALL':
          return { callId: held.id };
        case 'KEY_REUSED':
          return { refusal: 'IDEMPOTENCY_KEY_REUSED' };
        case 'KEY_IS_FREE':
          // The first request was told to try again, and so is this one.
          return TRY_AGAIN;
        case 'IN_FLIGHT':
          // Told to try again while the first one may still be accepted, the customer would be told wrong.
          if (Date.now() >= until) return await settle(held.id, work());
          await delay(WAIT_STEP_MS);
          attempt = await attempts.find(held.id);
          break;
        default:
          return repetition satisfies never;
      }
    }
  }

  return { request };
}
