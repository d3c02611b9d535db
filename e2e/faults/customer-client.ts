import { askGraphql } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import type { MoveType } from '@movecall/schema/events';
import type { System } from '../support/system.ts';
import type { AnswerLedger } from './answer-ledger.ts';
import type { Random } from './random.ts';

/** What a customer asks for, and what became of it. */
export interface MoveRequest {
  readonly idempotencyKey: string;
  readonly address: string;
  readonly movingOn: string;
  /** Default: 포장이사. */
  readonly moveType?: MoveType;
}
export type RequestOutcome =
  | { readonly outcome: 'ACCEPTED'; readonly callId: string }
  | { readonly outcome: 'TRY_AGAIN'; readonly afterSeconds: number }
  /** An error, or nothing at all. */
  | { readonly outcome: 'NOTHING'; readonly reason: string };

/** What customers do, through the router, and what they wait for. */
export interface CustomerClient {
  /** A request that nobody has made yet: a random day, one of two districts. */
  newRequest(random: Random): MoveRequest;
  /** Makes it once, and remembers what was told. */
  request(asked: MoveRequest): Promise<RequestOutcome>;
  /** Makes it as a customer's page does: again, with the same key, until it is accepted. Answers the call's id. */
  requestUntilAccepted(asked: MoveRequest, withinMs?: number): Promise<string>;
  /** Cancels, again until it is done. */
  cancel(callId: string, withinMs?: number): Promise<void>;
  /** Resolves once a call is so in call and its order in manage; CONFIRMED also has its mover in assign. */
  waitForStatus(callId: string, status: 'CONFIRMED' | 'CANCELLED', withinMs?: number): Promise<void>;
  /** Resolves once the notifier has dealt with all it has to say about a call, `CALL_ACCEPTED` and one more at least. */
  waitForAlerts(callId: string, withinMs?: number): Promise<void>;
}

export function createCustomerClient(
  system: Pick<System, 'sql' | 'addresses' | 'customer'>,
  promises: AnswerLedger,
): CustomerClient {
  const { sql } = system;

  async function request(asked: MoveRequest): Promise<RequestOutcome> {
    const { idempotencyKey: key, address, movingOn, moveType = 'FULL_PACKING' } = asked;
    try {
      const { data, errors } = await askGraphql<{
        requestMoveCall: {
          moveCall: { id: string } | null;
          userErrors: { code: string; retryAfterSeconds: number | null }[];
        };
      }>(
        system.addresses,
        `mutation ($input: RequestMoveCallInput!) {
          requestMoveCall(input: $input) { moveCall { id } userErrors { code retryAfterSeconds } } }`,
        {
          input: {
            moveType,
            location: { address },
            cost: 1_500_000,
            movingOn,
            idempotencyKey: key,
          },
        },
        system.customer.token,
      );
      const payload = data?.requestMoveCall;
      if (payload?.moveCall) {
        promises.recordAccepted(key, payload.moveCall.id);
        return { outcome: 'ACCEPTED', callId: payload.moveCall.id };
      }
      const codes = payload?.userErrors.map(({ code }) => code) ?? [];
      if (codes.length === 1 && codes[0] === 'TRY_AGAIN_LATER') {
        promises.recordTryAgain(key);
        return { outcome: 'TRY_AGAIN', afterSeconds: payload?.userErrors[0]?.retryAfterSeconds ?? 0 };
      }
      promises.recordNoAnswer(key);
      return {
        outcome: 'NOTHING',
        reason: [...codes, ...errors.map((error) => error.extensions.code)].join(', '),
      };
    } catch (error) {
      promises.recordNoAnswer(key);
      return { outcome: 'NOTHING', reason: String(error) };
    }
  }

  const insist = (asked: MoveRequest, withinMs = 30_000): Promise<string> =>
    until(
      'a call to be accepted',
      async () => {
        const answer = await request(asked);
        return answer.outcome === 'ACCEPTED' ? answer.callId : undefined;
      },
      withinMs,
    );

  return {
    newRequest: (random) => ({
      idempotencyKey: `${random.int(0, 2 ** 31 - 1)}-${crypto.randomUUID()}`,
      address: random.pick(['mapo', 'guro']),
      movingOn: dayAhead(random.int(1, 360)),
    }),
    request,
    requestUntilAccepted: insist,

    async cancel(callId, withinMs = 30_000) {
      await until(
        `call ${callId} to be cancelled`,
        async () => {
          const answer = await askGraphql<{ cancelMoveCall: { userErrors: { code: string }[] } }>(
            system.addresses,
            'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }',
            { id: callId },
            system.customer.token,
          ).catch(() => null);
          const refusals = answer?.data?.cancelMoveCall.userErrors;
          // Already cancelled: the answer to the one that did it was lost.
          return refusals?.every(({ code }) => code === 'ALREADY_CANCELLED') || undefined;
        },
        withinMs,
      );
    },

    async waitForStatus(callId, status, withinMs = 30_000) {
      await until(
        `call ${callId} to be ${status} everywhere`,
        async () => {
          const [call, order, mover] = await Promise.all([
            sql.call`select from calls where id = ${callId} and status = ${status}`,
            sql.manage`select from orders where call_id = ${callId} and status = ${status === 'CONFIRMED' ? 'ASSIGNED' : status}`,
            sql.assign`select from assignments where call_id = ${callId} and status = 'ACTIVE'`,
          ]);
          const booked = mover.count === (status === 'CONFIRMED' ? 1 : 0);
          return (call.count === 1 && order.count === 1 && booked) || undefined;
        },
        withinMs,
      );
    },

    async waitForAlerts(callId, withinMs = 60_000) {
      await until(
        `the customer of call ${callId} to be told`,
        async () => {
          const [row] = await sql.notifier<{ done: boolean }[]>`
            select count(*) >= 2 and bool_and(status in ('DELIVERED', 'FAILED', 'SUPERSEDED')) as done
            from deliveries where correlation_id = ${callId}`;
          return row?.done || undefined;
        },
        withinMs,
      );
    },
  };
}

/** @returns YYYY-MM-DD */
export const dayAhead = (days: number): string =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
