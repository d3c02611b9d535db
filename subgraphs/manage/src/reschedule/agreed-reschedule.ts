import type { Viewer } from '@movecall/identity';
import { idOf, type RequestContext } from '../context.ts';
import type { StoredContract } from '../contract/contract-store.ts';
import type { StoredQuote } from '../quote/quote.ts';
import type { Reprice } from '../quote/repricing.ts';
import type { OrderRow } from '../store.ts';
import { maySeeOrder } from '../visibility.ts';
import type { TeamProblem, WantedTeam } from './assign-questions.ts';
import { rescheduleProblem, type RescheduleProblemCode } from './reschedule-problem.ts';
import type { RunReschedule } from './reschedule-saga.ts';
import type { NewAgreement } from './reschedule-store.ts';
import { isAgreed, type NewTime } from './rescheduling.ts';

/** What the mutations that move a call to another time have in common: the price is agreed to before anything is held. */

export interface FoundOrder {
  readonly viewer: Viewer;
  readonly order: OrderRow;
  /** Null for an order without a quote. */
  readonly contract: StoredContract | null;
}

/** @returns null for an order that is absent, or that the viewer may not see */
export async function findOrder(
  viewer: Viewer,
  id: string,
  { orders, contracts }: Pick<RequestContext, 'orders' | 'contracts'>,
): Promise<FoundOrder | null> {
  const callId = idOf(id);
  const order = callId === null ? null : await orders.load(callId);
  if (callId === null || !order || !maySeeOrder(viewer, order)) return null;
  return { viewer, order, contract: order.quoteId === null ? null : await contracts.load(callId) };
}

export const refused = (code: RescheduleProblemCode, quote: StoredQuote | null = null) => ({
  moveCall: null,
  quote,
  userErrors: [rescheduleProblem(code)],
});

/** What assign says to operators is passed on as it is. */
export const refusedByAssign = (problem: TeamProblem) => ({
  moveCall: null,
  quote: null,
  userErrors: [problem],
});

/** The time and the cost are manage's: call follows a moment later. */
export const answer = (id: string, { movingOn, slot }: NewTime, cost: number, quote: StoredQuote | null) => ({
  moveCall: { id, movingOn, slot, cost },
  quote,
  userErrors: [],
});

export interface AgreedRescheduleDeps {
  readonly runReschedule: RunReschedule;
  readonly reprice: Reprice;
}

export interface AskedMove {
  readonly to: NewTime;
  /** KRW, of the new quote; null when the customer has agreed to none. */
  readonly agreedTotal: number | null;
  /** The team to which an operator gives the call; null when none is chosen. */
  readonly wanted: WantedTeam | null;
}

/** Reckons the price of another time and, if it is agreed to, moves the call there. @returns the payload of the mutation */
export async function rescheduleAgreed(
  { runReschedule, reprice }: AgreedRescheduleDeps,
  { viewer, order, contract }: FoundOrder,
  { to, agreedTotal, wanted }: AskedMove,
  { traceparent, ...loaders }: RequestContext,
) {
  const { callId } = order;
  const operatorId = viewer.id === order.ownerId ? null : viewer.id;
  const agreed = contract?.agreement.quote ?? null;
  const repriced = agreed && (await reprice(agreed, to, operatorId));
  if (repriced && 'refusal' in repriced) return refused(repriced.refusal);
  const made = repriced?.made ?? null;
  const quote = agreed && made && { id: agreed.id, version: agreed.version + 1, ...made };
  const cost = made?.price.total ?? order.cost;
  if (!isAgreed(cost, { cost: order.cost, total: agreedTotal })) return refused('PRICE_CHANGED', quote);

  const from = { movingOn: order.movingOn, slot: order.slot };
  const agreement = contract && quote && newAgreement(contract, quote, operatorId);
  const outcome = await runReschedule({ callId, from, to, cost, agreement, wanted, traceparent });
  if (typeof outcome === 'object') return refusedByAssign(outcome);
  if (outcome !== 'RESCHEDULED') return refused(outcome);
  for (const loader of [loaders.orders, loaders.contracts, loaders.ledgers]) loader.clear(callId);
  return answer(callId, to, cost, quote);
}

function newAgreement(
  { agreement: { ownerId, ownerTel } }: StoredContract,
  { id: quoteId, version, ...made }: StoredQuote,
  operatorId: string | null,
): NewAgreement {
  const consentedBy = operatorId === null ? 'CUSTOMER' : 'PHONE';
  return { quoteId, quoteVersion: version - 1, made, consent: { ownerId, ownerTel, consentedBy } };
}
