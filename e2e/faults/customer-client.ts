import { askGraphql } from '@movecall/testkit/client';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@movecall/service/until';
import type { MoveType } from '@movecall/schema/events';
import type { System } from '../support/system.ts';
import type { AnswerLedger } from './answer-ledger.ts';
import { PATIENCE_MS } from './patience.ts';
import type { Random } from './random.ts';

export interface MoveRequest {
  readonly idempotencyKey: string;
  readonly address: string;
  /** YYYY-MM-DD */
  readonly movingOn: string;
  /** Default: 포장이사. */
  readonly moveType?: MoveType;
}

/** A request that accepts a version of a quote of the same move. */
export interface QuotedRequest extends MoveRequest {
  readonly quote: { readonly id: string; readonly version: number };
}

export type RequestOutcome =
  | { readonly outcome: 'ACCEPTED'; readonly callId: string }
  | { readonly outcome: 'TRY_AGAIN'; readonly afterSeconds: number }
  /** The answer was an error, or did not arrive. */
  | { readonly outcome: 'NO_ANSWER'; readonly reason: string };

/** `REFUSED`: the quote is not accepted. */
export type QuotedOutcome = RequestOutcome | { readonly outcome: 'REFUSED'; readonly code: string };

/** A customer's requests through the router, and what to wait for after them. */
export interface CustomerClient {
  /** A new request: a random day, one of two districts, a key of its own. */
  newRequest(random: Random): MoveRequest;
  /** Sends the request once, and records the answer in the ledger. */
  request(request: MoveRequest): Promise<RequestOutcome>;
  /** The same, with a quote. */
  accept(request: QuotedRequest): Promise<QuotedOutcome>;
  /** Sends the request with the same key until it is accepted, and waits as long as the answer says. Returns the call's id. */
  requestUntilAccepted(request: MoveRequest): Promise<string>;
  /** Cancels a call; repeats the request until the call is cancelled. */
  cancel(callId: string): Promise<void>;
  /**
   * Moves a call to a random day, as its customer, or as an operator who gives it to a random team; repeats that with other days and teams
   * until it is moved, also in call.
   */
  rescheduleUntilMoved(callId: string, random: Random): Promise<void>;
  /** Resolves once call and manage have this status; for CONFIRMED, assign also has a mover booked. */
  waitForStatus(callId: string, status: 'CONFIRMED' | 'CANCELLED'): Promise<void>;
  /** Resolves once all alerts of a call have ended: `CALL_ACCEPTED` and at least one more. */
  waitForAlerts(callId: string): Promise<void>;
}

export function createCustomerClient(
  system: Pick<System, 'sql' | 'addresses' | 'customer' | 'operator'>,
  ledger: AnswerLedger,
): CustomerClient {
  const accept = async (request: MoveRequest | QuotedRequest): Promise<QuotedOutcome> => {
    const answer = await sendRequest(system, request);
    record(ledger, request.idempotencyKey, answer);
    return answer;
  };
  const send = async (request: MoveRequest): Promise<RequestOutcome> => {
    const answer = await accept(request);
    if (answer.outcome === 'REFUSED') throw new Error(`a request without a quote is refused: ${answer.code}`);
    return answer;
  };
  return {
    newRequest: (random) => ({
      idempotencyKey: `${random.int(0, 2 ** 31 - 1)}-${crypto.randomUUID()}`,
      address: random.pick(['mapo', 'guro']),
      movingOn: dayAhead(random.int(1, 360)),
    }),
    request: send,
    accept,
    requestUntilAccepted: (request) =>
      until(
        'a call to be accepted',
        async () => {
          const answer = await send(request);
          // Customers who repeat immediately would keep a busy system from accepting any of them.
          if (answer.outcome === 'TRY_AGAIN') await delay(answer.afterSeconds * 1_000);
          return answer.outcome === 'ACCEPTED' ? answer.callId : undefined;
        },
        PATIENCE_MS,
      ),
    cancel: (callId) => cancelUntilDone(system, callId),
    rescheduleUntilMoved: (callId, random) => rescheduleUntilMoved(system, callId, random),
    waitForStatus: (callId, status) => waitForStatus(system, callId, status),
    waitForAlerts: (callId) => waitForAlerts(system, callId),
  };
}

const REQUEST = `mutation ($input: RequestMoveCallInput!) {
  requestMoveCall(input: $input) { moveCall { id } userErrors { code retryAfterSeconds } } }`;

interface RequestPayload {
  readonly moveCall: { readonly id: string } | null;
  readonly userErrors: readonly { readonly code: string; readonly retryAfterSeconds: number | null }[];
}

async function sendRequest(
  { addresses, customer }: Pick<System, 'addresses' | 'customer'>,
  request: MoveRequest | QuotedRequest,
): Promise<QuotedOutcome> {
  const { idempotencyKey, address, movingOn, moveType = 'FULL_PACKING' } = request;
  const price =
    'quote' in request
      ? { quoteId: request.quote.id, quoteVersion: request.quote.version }
      : { cost: 1_500_000 };
  const input = { moveType, location: { address }, ...price, movingOn, idempotencyKey };
  try {
    const { data, errors } = await askGraphql<{ requestMoveCall: RequestPayload }>(
      addresses,
      REQUEST,
      { input },
      customer.token,
    );
    const payload = data?.requestMoveCall;
    if (payload?.moveCall) return { outcome: 'ACCEPTED', callId: payload.moveCall.id };
    const [refusal, ...others] = payload?.userErrors ?? [];
    if (refusal?.code === 'TRY_AGAIN_LATER' && others.length === 0)
      return { outcome: 'TRY_AGAIN', afterSeconds: refusal.retryAfterSeconds ?? 0 };
    if (refusal?.code.startsWith('QUOTE_') && others.length === 0)
      return { outcome: 'REFUSED', code: refusal.code };
    const codes = payload?.userErrors.map(({ code }) => code) ?? [];
    return {
      outcome: 'NO_ANSWER',
      reason: [...codes, ...errors.map((error) => error.extensions.code)].join(', '),
    };
  } catch (error) {
    return { outcome: 'NO_ANSWER', reason: String(error) };
  }
}

function record(ledger: AnswerLedger, key: string, answer: QuotedOutcome): void {
  switch (answer.outcome) {
    case 'ACCEPTED':
      return ledger.recordAccepted(key, answer.callId);
    // Nothing is stored for either.
    case 'TRY_AGAIN':
    case 'REFUSED':
      return ledger.recordTryAgain(key);
    case 'NO_ANSWER':
      return ledger.recordNoAnswer(key);
    default:
      return answer satisfies never;
  }
}

async function cancelUntilDone(
  { addresses, customer }: Pick<System, 'addresses' | 'customer'>,
  callId: string,
): Promise<void> {
  await until(
    `call ${callId} to be cancelled`,
    async () => {
      const answer = await askGraphql<{ cancelMoveCall: { userErrors: { code: string }[] } }>(
        addresses,
        'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }',
        { id: callId },
        customer.token,
      ).catch(() => null);
      const refusals = answer?.data?.cancelMoveCall.userErrors;
      // ALREADY_CANCELLED: an earlier cancel took effect and its answer was lost.
      return refusals?.every(({ code }) => code === 'ALREADY_CANCELLED') || undefined;
    },
    PATIENCE_MS,
  );
}

const RESCHEDULE = `mutation ($id: ID!, $movingOn: Date!) {
  rescheduleMoveCall(id: $id, movingOn: $movingOn) { userErrors { code } } }`;
const REASSIGN = `mutation ($id: ID!, $moverId: ID!, $movingOn: Date!) {
  reassignMoveCall(id: $id, moverId: $moverId, movingOn: $movingOn, reason: "운영자 판단") { userErrors { code } } }`;

async function rescheduleUntilMoved(
  { addresses, customer, operator, sql }: Pick<System, 'addresses' | 'customer' | 'operator' | 'sql'>,
  callId: string,
  random: Random,
): Promise<void> {
  const isOperator = random.pick([true, false]);
  const teams = await sql.assign<{ id: string }[]>`select id from movers where available order by id`;
  const movingOn = await until(
    `call ${callId} to be rescheduled`,
    async () => {
      const day = dayAhead(random.int(1, 360));
      const answer = await askGraphql<Record<string, { userErrors: { code: string }[] }>>(
        addresses,
        isOperator ? REASSIGN : RESCHEDULE,
        { id: callId, movingOn: day, ...(isOperator && { moverId: random.pick(teams).id }) },
        (isOperator ? operator : customer).token,
      ).catch(() => null);
      const [payload] = Object.values(answer?.data ?? {});
      return payload?.userErrors.length === 0 ? day : undefined;
    },
    PATIENCE_MS,
  );
  await until(
    `call ${callId} to be on ${movingOn}`,
    async () =>
      (await sql.call`select from calls where id = ${callId} and moving_on = ${movingOn}`).count === 1 ||
      undefined,
    PATIENCE_MS,
  );
}

async function waitForStatus(
  { sql }: Pick<System, 'sql'>,
  callId: string,
  status: 'CONFIRMED' | 'CANCELLED',
): Promise<void> {
  await until(
    `call ${callId} to be ${status} in call, manage and assign`,
    async () => {
      const [call, order, mover] = await Promise.all([
        sql.call`select from calls where id = ${callId} and status = ${status}`,
        sql.manage`select from orders where call_id = ${callId} and status = ${status === 'CONFIRMED' ? 'ASSIGNED' : status}`,
        sql.assign`select from assignments where call_id = ${callId} and status = 'ACTIVE'`,
      ]);
      const booked = mover.count === (status === 'CONFIRMED' ? 1 : 0);
      return (call.count === 1 && order.count === 1 && booked) || undefined;
    },
    PATIENCE_MS,
  );
}

async function waitForAlerts({ sql }: Pick<System, 'sql'>, callId: string): Promise<void> {
  await until(
    `the alerts of call ${callId} to end`,
    async () => {
      const [row] = await sql.notifier<{ done: boolean }[]>`
        select count(*) filter (where recipient_id is null) >= 2
          and bool_and(status in ('DELIVERED', 'FAILED', 'SUPERSEDED')) as done
        from deliveries where correlation_id = ${callId}`;
      return row?.done || undefined;
    },
    PATIENCE_MS,
  );
}

/** @returns YYYY-MM-DD */
export const dayAhead = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
