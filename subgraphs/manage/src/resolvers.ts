import type { Database } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import { signedIn } from '@movecall/identity/request-context';
import { forbidden } from '@movecall/graphql';
import { z } from 'zod';
import type { AcceptanceBulkhead } from './acceptance-bulkhead.ts';
import type { MoveOrderStatus, Resolvers } from './generated/resolvers.ts';
import { parseOrderRequest } from './order-request.ts';
import type { OrderStore } from './store.ts';
import { maySeeOrder } from './visibility.ts';

export interface ResolverDeps {
  readonly db: Database;
  readonly store: OrderStore;
  readonly bulkhead: AcceptanceBulkhead;
}

const RETRY_AFTER_SECONDS = 2;

const statusLabels: Record<MoveOrderStatus, string> = {
  ACCEPTED: '접수',
  WAITING: '배정 대기',
  ASSIGNED: '배정 완료',
  CANCELLED: '취소',
};

/** The resolvers of the manage subgraph. They translate between GraphQL and the domain. */
export const createResolvers = ({ db, store, bulkhead }: ResolverDeps): Resolvers => ({
  Mutation: {
    async requestAssignment(_parent, { input }, context) {
      if (signedIn(context).role !== 'SERVICE') throw forbidden();
      const request = parseOrderRequest(input);
      const cause = { causationId: null, traceparent: context.traceparent };
      const decision = await bulkhead.run(() =>
        db.transaction(async (tx) => {
          const decided = await store.handle(tx, request.callId, { type: 'accept', request }, cause);
          await failpoint('manage.order-made');
          return decided;
        }),
      );
      await failpoint('manage.order-committed');
      if (decision === 'OVERLOADED') return { outcome: 'OVERLOADED', retryAfterSeconds: RETRY_AFTER_SECONDS };
      return { outcome: decision.type === 'refused' ? 'WITHDRAWN' : 'ACCEPTED' };
    },
  },
  MoveCall: {
    __resolveReference: ({ id }) => ({ id }),
    async order({ id }, _args, { viewer, orders }) {
      const callId = z.uuid().safeParse(id).data?.toLowerCase();
      const order = callId === undefined ? null : await orders.load(callId);
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
});
