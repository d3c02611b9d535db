import type { Viewer } from '@movecall/identity';
import { forbidden } from '@movecall/graphql';
import { signedIn } from '@movecall/identity/request-context';
import { idOf, type RequestContext } from '../context.ts';
import type { StoredContract } from '../contract/contract-store.ts';
import type { MutationRescheduleMoveCallArgs, Resolvers } from '../generated/resolvers.ts';
import type { Reprice } from '../quote/repricing.ts';
import type { StoredQuote } from '../quote/quote.ts';
import type { OrderRow } from '../store.ts';
import { maySeeOrder } from '../visibility.ts';
import { rescheduleProblem, type RescheduleProblemCode } from './reschedule-problem.ts';
import type { RunReschedule } from './reschedule-saga.ts';
import type { NewAgreement } from './reschedule-store.ts';
import { isAgreed, judgeTime, type NewTime } from './rescheduling.ts';

export interface RescheduleResolverDeps {
  readonly runReschedule: RunReschedule;
  readonly reprice: Reprice;
  readonly now: () => Date;
}

/** How long the customer should wait with another attempt. */
const RETRY_AFTER_SECONDS = 2;

const refused = (code: RescheduleProblemCode, quote: StoredQuote | null = null) => ({
  moveCall: null,
  quote,
  userErrors: [rescheduleProblem(code, code === 'TRY_AGAIN_LATER' ? RETRY_AFTER_SECONDS : null)],
});

/** The resolver of `rescheduleMoveCall`. It translates between GraphQL and the domain. */
export const createRescheduleResolvers = ({ runReschedule, reprice, now }: RescheduleResolverDeps) =>
  ({
    Mutation: {
      async rescheduleMoveCall(_parent, args, context) {
        const found = await findOrder(args, context);
        if (found === null) return refused('NOT_FOUND');
        const { viewer, order, contract } = found;
        const { movingOn, slot = null, agreedTotal = null } = args;
        const judged = judgeTime(order, { movingOn, slot }, now());
        if (judged !== 'SAME' && 'refusal' in judged) return refused(judged.refusal);
        const agreed = contract?.agreement.quote ?? null;
        if (judged === 'SAME') return answer(order.callId, order, order.cost, agreed);

        const { to } = judged;
        const operatorId = viewer.id === order.ownerId ? null : viewer.id;
        const repriced = agreed && (await reprice(agreed, to, operatorId));
        if (repriced && 'refusal' in repriced) return refused(repriced.refusal);
        const made = repriced?.made ?? null;
        const quote = agreed && made && { id: agreed.id, version: agreed.version + 1, ...made };
        const cost = made?.price.total ?? order.cost;
        if (!isAgreed(cost, { cost: order.cost, total: agreedTotal })) return refused('PRICE_CHANGED', quote);

        const { callId } = order;
        const { traceparent } = context;
        const from = { movingOn: order.movingOn, slot: order.slot };
        const agreement = contract && quote && newAgreement(contract, quote, operatorId);
        const outcome = await runReschedule({ callId, from, to, cost, agreement, traceparent });
        if (outcome !== 'RESCHEDULED') return refused(outcome);
        for (const loader of [context.orders, context.contracts, context.ledgers]) loader.clear(callId);
        return answer(callId, to, cost, quote);
      },
    },
  }) satisfies Resolvers;

/** The time and the cost are manage's: call follows a moment later. */
const answer = (id: string, { movingOn, slot }: NewTime, cost: number, quote: StoredQuote | null) => ({
  moveCall: { id, movingOn, slot, cost },
  quote,
  userErrors: [],
});

interface Found {
  readonly viewer: Viewer;
  readonly order: OrderRow;
  readonly contract: StoredContract | null;
}

/** @returns null for an order that is absent, or that the viewer may not see. @throws CodedError FORBIDDEN for its team */
async function findOrder(
  { id }: MutationRescheduleMoveCallArgs,
  { orders, contracts, ...context }: RequestContext,
): Promise<Found | null> {
  const viewer = signedIn(context);
  const callId = idOf(id);
  const order = callId === null ? null : await orders.load(callId);
  if (callId === null || !order || !maySeeOrder(viewer, order)) return null;
  if (viewer.role !== 'OPERATOR' && viewer.id !== order.ownerId) throw forbidden();
  return { viewer, order, contract: order.quoteId === null ? null : await contracts.load(callId) };
}

function newAgreement(
  { agreement: { ownerId, ownerTel } }: StoredContract,
  { id: quoteId, version, ...made }: StoredQuote,
  operatorId: string | null,
): NewAgreement {
  const consentedBy = operatorId === null ? 'CUSTOMER' : 'PHONE';
  return { quoteId, quoteVersion: version - 1, made, consent: { ownerId, ownerTel, consentedBy } };
}
