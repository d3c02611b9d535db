import type { Cause } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { CodedError } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import { traceIdOf } from '@movecall/telemetry/trace';
import { setTimeout as delay } from 'node:timers/promises';
import { type Attempt, repetitionOf } from './attempt.ts';
import type { Acceptance } from './attempts-accepted.ts';
import type { AttemptStore } from './attempt-store.ts';
import type { Call } from '../call/call.ts';
import { type CallDraft, recordOf } from '../call/call-record.ts';
import type { ManageClient } from './manage-client.ts';
import type { ManageAnswer, QuoteRefusal } from './manage-messages.ts';
import type { MoveRequest } from './move-request.ts';
import type { ExceededLimit } from '../call/open-calls.ts';

export interface AcceptanceRequest {
  readonly request: MoveRequest;
  /** The person who calls. Idempotency keys are unique per caller. */
  readonly callerId: string;
  readonly idempotencyKey: string | null;
  /** Whether the limits of open calls apply: they do not to an operator's calls. */
  readonly isLimited: boolean;
  readonly traceparent: string;
}

export type AcceptanceOutcome =
  | { readonly call: Call }
  /** The call that another request has made. */
  | { readonly callId: string }
  | { readonly refusal: 'IDEMPOTENCY_KEY_REUSED' }
  | { readonly refusal: 'TOO_MANY_CALLS'; readonly exceeded: ExceededLimit }
  | { readonly refusal: 'TRY_AGAIN_LATER'; readonly retryAfterSeconds: number }
  /** With the input field that differs from the quote. */
  | { readonly refusal: QuoteRefusal; readonly field: string | null };

export interface AcceptanceSaga {
  /**
   * Has a call accepted by manage.
   *
   * @throws CodedError SERVICE_UNAVAILABLE when the database does not say how the attempt ended: neither "accepted" nor "try
   *   again" would be true for certain.
   */
  run(request: AcceptanceRequest): Promise<AcceptanceOutcome>;
}

export interface AcceptanceSagaDeps {
  readonly attempts: AttemptStore;
  readonly manage: ManageClient;
  readonly logger: Logger;
  readonly newId: () => string;
  /** How long an attempt may stay PENDING before the sweeper withdraws it, ms. */
  readonly attemptDeadlineMs: number;
}

/** How long a repeated request waits for the one in flight, which takes little longer than manage's timeout. */
const WAIT_MS = 1_000;
const WAIT_STEP_MS = 25;
const TRY_AGAIN = { refusal: 'TRY_AGAIN_LATER', retryAfterSeconds: 1 } as const;

/**
 * The saga that has a call accepted: it stores an attempt, asks manage, then settles the attempt. A customer who reads
 * "accepted" has a call that manage has accepted too. A customer who reads "try again" has a void attempt; its CallWithdrawn
 * undoes whatever manage did. A crash in between leaves a PENDING attempt, which the sweeper withdraws.
 */
export function createAcceptanceSaga(deps: AcceptanceSagaDeps): AcceptanceSaga {
  const { attempts, newId, attemptDeadlineMs: deadlineMs } = deps;
  return {
    async run({ traceparent, ...asked }) {
      const cause = { causationId: null, traceparent };
      const start = await attempts.begin({ ...asked, id: newId(), deadlineMs });
      if ('held' in start) return awaitHolder(deps, start.held, asked.request.fingerprint, cause);
      if ('exceeded' in start) return tooMany(start.exceeded);
      return askManage(deps, { draft: start.begun, isLimited: asked.isLimited, cause, traceparent });
    },
  };
}

const tooMany = (exceeded: ExceededLimit): AcceptanceOutcome => ({ refusal: 'TOO_MANY_CALLS', exceeded });

interface Begun extends Pick<Acceptance, 'isLimited' | 'cause'> {
  readonly draft: CallDraft;
  readonly traceparent: string;
}

async function askManage(deps: AcceptanceSagaDeps, begun: Begun): Promise<AcceptanceOutcome> {
  const { attempts, manage, logger } = deps;
  const { draft, isLimited, cause, traceparent } = begun;
  const about = aboutOf(begun);
  try {
    await failpoint('call.attempt-written');
    const answer = await manage.requestAssignment(draft, traceparent);
    await failpoint('call.manage-answered');
    if (!answer.accepted) {
      await withdraw(deps, draft.id, cause);
      return await refused(deps, begun, answer);
    }
    // Manage accepted. From here on the call exists, unless the sweeper has withdrawn the attempt meanwhile, or other calls that
    // were accepted meanwhile have used up the customer's limits.
    const record = recordOf(draft, answer.move);
    const accepted = await attempts.accept({ record, isLimited, cause });
    await failpoint('call.acceptance-committed');
    if (accepted === 'VOID') return tryAgain(deps, begun, 'SWEPT');
    if ('exceeded' in accepted) return tooMany(accepted.exceeded);
    logger.info(about, 'call accepted');
    return accepted;
  } catch (error) {
    logger.warn(
      { err: error, ...about },
      'acceptance: a step failed or its answer was lost; settling the attempt',
    );
    return await settle(deps, draft.id, cause);
  }
}

const aboutOf = ({ draft, traceparent }: Begun) => ({ callId: draft.id, traceId: traceIdOf(traceparent) });

function tryAgain(
  { logger }: AcceptanceSagaDeps,
  begun: Begun,
  why: string,
  retryAfterSeconds: number = TRY_AGAIN.retryAfterSeconds,
): AcceptanceOutcome {
  logger.info({ ...aboutOf(begun), why }, 'call refused: try again');
  return { refusal: 'TRY_AGAIN_LATER', retryAfterSeconds };
}

/**
 * What a refusal by manage means for the customer. A quote that is in use by no call belongs to an order that was withdrawn or cancelled:
 * it is free again once manage has heard of that.
 */
async function refused(
  deps: AcceptanceSagaDeps,
  begun: Begun,
  answer: Extract<ManageAnswer, { accepted: false }>,
): Promise<AcceptanceOutcome> {
  if (!('field' in answer)) return tryAgain(deps, begun, answer.why, answer.retryAfterSeconds);
  const { quote } = begun.draft.wanted;
  if (answer.why === 'QUOTE_IN_USE' && quote !== null && !(await deps.attempts.isQuoteInUse(quote.id)))
    return tryAgain(deps, begun, answer.why);
  deps.logger.info({ ...aboutOf(begun), why: answer.why }, 'call refused: its quote');
  return { refusal: answer.why, field: answer.field };
}

/** Withdraws an attempt that manage has refused. */
async function withdraw({ attempts, logger }: AcceptanceSagaDeps, id: string, cause: Cause): Promise<void> {
  try {
    await failpoint('call.manage-refused');
    await attempts.withdraw({ id, cause });
  } catch (error) {
    // From now on only the sweeper settles the attempt, and the sweeper can only void it: "try again" stays true.
    logger.warn({ err: error, callId: id }, 'acceptance: could not withdraw the attempt; the sweeper will');
  }
}

/** Withdraws an attempt unless its acceptance was committed. */
async function settle(
  { attempts, logger }: AcceptanceSagaDeps,
  id: string,
  cause: Cause,
): Promise<AcceptanceOutcome> {
  try {
    return (await attempts.withdraw({ id, cause })) === 'ACCEPTED' ? { callId: id } : TRY_AGAIN;
  } catch (error) {
    logger.error({ err: error, callId: id }, 'acceptance: the outcome of the attempt is unknown');
    throw new CodedError(
      'SERVICE_UNAVAILABLE',
      'The outcome is not known yet; ask again with the same idempotency key.',
    );
  }
}

/** Waits for the request that holds the idempotency key, and settles its attempt when that takes too long. */
async function awaitHolder(
  deps: AcceptanceSagaDeps,
  holder: Attempt,
  fingerprint: string,
  cause: Cause,
): Promise<AcceptanceOutcome> {
  let attempt: Attempt | null = holder;
  const until = Math.min(Date.now() + WAIT_MS, holder.deadline.getTime());
  for (;;) {
    const repetition = attempt ? repetitionOf(attempt, fingerprint) : 'KEY_IS_FREE';
    switch (repetition) {
      case 'SAME_CALL':
        return { callId: holder.id };
      case 'KEY_REUSED':
        return { refusal: 'IDEMPOTENCY_KEY_REUSED' };
      case 'KEY_IS_FREE':
        // The first request was answered "try again", and so is this one.
        return TRY_AGAIN;
      case 'IN_FLIGHT':
        // "Try again" would be false if the first request were accepted afterwards: the attempt is settled first.
        if (Date.now() >= until) return await settle(deps, holder.id, cause);
        await delay(WAIT_STEP_MS);
        attempt = await deps.attempts.find(holder.id);
        break;
      default:
        return repetition satisfies never;
    }
  }
}
