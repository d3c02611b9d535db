import type { Database } from '@movecall/eventlog';
import { failpoint } from '@movecall/failpoints';
import type { Viewer } from '@movecall/identity';
import { signedIn } from '@movecall/identity/request-context';
import { forbidden } from '@movecall/graphql';
import { z } from 'zod';
import type { Acceptances } from './acceptances.ts';
import type { MoveOrderStatus, Resolvers } from './generated/resolvers.ts';
import { parseRequest } from './request.ts';
import type { OrderRow, OrderStore } from './store.ts';

export interface ResolverOptions {
  readonly db: Database;
  readonly store: OrderStore;
  readonly acceptances: Acceptances;
}

const RETRY_AFTER_SECONDS = 2;

const statusLabels: Record<MoveOrderStatus, string> = {
  ACCEPTED: '접수',
  WAITING: '배정 대기',
  ASSIGNED: '배정 완료',
  CANCELLED: '취소',
};

export const createResolvers = ({ db, store, acceptances }: ResolverOptions): Resolvers => ({
  Mutation: {
    async requestAssignment(_parent, { input }, context) {
      if (signedIn(context).role !== 'SERVICE') throw forbidden();
      const request = parseRequest(input);
      const cause = { causationId: null, traceparent: context.traceparent };
      const decision = await acceptances.run(() =>
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
    async order({ id }, _args, { viewer }) {
      const order = z.uuid().safeParse(id).success ? await store.find(db, id) : null;
      if (!order || !viewer || !maySee(viewer, order)) return null;
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

/** Whoever may see the call: its owner, the mover who has it, and operators. */
const maySee = (viewer: Viewer, order: OrderRow): boolean =>
  viewer.role === 'OPERATOR' ||
  viewer.id === order.ownerId ||
  (viewer.moverId !== null && viewer.moverId === order.moverId);
