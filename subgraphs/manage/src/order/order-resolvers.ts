import type { Commanded, Decision } from '@movecall/decider';
import { failpoint } from '@movecall/failpoints';
import { signedIn } from '@movecall/identity/request-context';
import { forbidden } from '@movecall/graphql';
import { causeOf, idOf } from '../context.ts';
import type { AcceptanceBulkhead } from './acceptance-bulkhead.ts';
import type { Agreed, AskedOrder } from './agreeing.ts';
import type { MoveOrderStatus, Resolvers } from '../generated/resolvers.ts';
import { parseOrderRequest } from './order-request.ts';
import { parseAcceptQuote } from './quote-acceptance-input.ts';
import type { OrderCommand, OrderFact, OrderRefusal } from './order.ts';
import { maySeeOrder } from '../visibility.ts';

export interface OrderResolverDeps {
  /** Executes a command in a transaction, which it shares with others that arrive meanwhile. */
  readonly execute: (command: Commanded<OrderCommand>) => Promise<Decision<OrderFact, OrderRefusal>>;
  /** Accepts a quote with the order of its call, in the same way. */
  readonly agree: (order: AskedOrder) => Promise<Agreed>;
  readonly bulkhead: AcceptanceBulkhead;
}

const RETRY_AFTER_SECONDS = 2;

const statusLabels: Record<MoveOrderStatus, string> = {
  ACCEPTED: '접수',
  WAITING: '배정 대기',
  ASSIGNED: '배정 완료',
  CANCELLED: '취소',
};

/** Runs an acceptance, if there are not too many in flight. */
async function accept<T>(bulkhead: AcceptanceBulkhead, run: () => Promise<T>): Promise<T | 'OVERLOADED'> {
  const accepted = await bulkhead.run(run);
  await failpoint('manage.order-committed');
  return accepted;
}

/** The resolvers of orders. They translate between GraphQL and the domain. */
export const createOrderResolvers = ({ execute, agree, bulkhead }: OrderResolverDeps) =>
  ({
    Mutation: {
      async requestAssignment(_parent, { input }, context) {
        if (signedIn(context).role !== 'SERVICE') throw forbidden();
        const request = parseOrderRequest(input);
        const command = { type: 'accept', request } as const;
        const decision = await accept(bulkhead, () =>
          execute({ id: request.callId, command, cause: causeOf(context) }),
        );
        if (decision === 'OVERLOADED')
          return { outcome: 'OVERLOADED', retryAfterSeconds: RETRY_AFTER_SECONDS };
        return { outcome: 'refusal' in decision ? decision.refusal : 'ACCEPTED' };
      },

      async acceptQuote(_parent, { input }, context) {
        if (signedIn(context).role !== 'SERVICE') throw forbidden();
        const order = parseAcceptQuote(input);
        const agreed = await accept(bulkhead, () => agree({ ...order, cause: causeOf(context) }));
        if (agreed === 'OVERLOADED') return { outcome: 'OVERLOADED', retryAfterSeconds: RETRY_AFTER_SECONDS };
        if ('why' in agreed) return { outcome: agreed.why, field: 'field' in agreed ? agreed.field : null };
        const { request, price } = agreed.accepted;
        return { outcome: 'ACCEPTED', move: { ...request, cost: price.total } };
      },
    },
    MoveCall: {
      __resolveReference: (reference) => reference,
      async order({ id }, _args, { viewer, orders }) {
        const callId = idOf(id);
        const order = callId === null ? null : await orders.load(callId);
        if (!order || !viewer || !maySeeOrder(viewer, order)) return null;
        const { status, requestedAt, updatedAt } = order;
        return {
          status,
          statusLabel: statusLabels[status],
          requestedAt: requestedAt.toISOString(),
          updatedAt: updatedAt.toISOString(),
        };
      },
    },
  }) satisfies Resolvers;
