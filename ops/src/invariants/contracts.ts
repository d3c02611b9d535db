import { mayBeGone } from './age.ts';
import type { CallInvariant, CallSnapshot } from './call-snapshots.ts';
import type { Invariant } from './invariant.ts';

/** An invariant of quotes and their orders. */
export const quotedOrders: readonly Invariant[] = [
  {
    invariant: 'a quote has one open order',
    what: 'A quote has at most one order that is not cancelled.',
    find: async ({ databases: { manage } }) => manage`
      select quote_id, array_agg(call_id) as orders from orders
      where quote_id is not null and status <> 'CANCELLED' group by quote_id having count(*) > 1`,
  },
];

/** Invariants of the contract of a call, across the services. */
export const contracts: readonly CallInvariant[] = [
  {
    invariant: 'an order with a quote has one contract',
    what: 'An order has a contract if and only if it has a quote: versions 1, 2, 3 …, each of that quote; the total of the newest one is the cost of order and call.',
    contradiction(snapshot) {
      const { callId, call, order, contracts: versions } = snapshot;
      if (agrees(snapshot)) return null;
      return { callId, order, cost: call?.cost ?? null, contracts: versions };
    },
  },
  {
    invariant: 'a contract names the company of an assignment',
    what: 'The company of each complete version of a contract is that of a mover to whom the call was assigned, when it got the call.',
    contradiction({ callId, contracts: versions, assignments }) {
      const assigned = assignments.map(({ companyId }) => companyId);
      const foreign = versions.filter(({ companyId }) => companyId !== null && !assigned.includes(companyId));
      return foreign.length === 0 ? null : { callId, assigned, foreign };
    },
  },
  {
    invariant: 'one message for each version of a contract',
    what: 'Each recent version that the customer is to be told of has one delivery, and there are no others; the newest version of a confirmed call is one of them.',
    contradiction({ callId, call, contracts: versions, deliveries }) {
      const old = versions.filter(({ announcedAt }) => announcedAt !== null && mayBeGone(announcedAt));
      const recent = (version: number): boolean => !old.some((known) => known.version === version);
      const due = versions.filter(({ announcedAt }) => announcedAt !== null).map(({ version }) => version);
      const told = deliveries.filter(({ template }) => template === 'CONTRACT_MADE');
      const newest = versions.at(-1);
      const isMissing =
        call?.status === 'CONFIRMED' && newest?.companyId != null && newest.announcedAt === null;
      const expected = due.filter(recent).join();
      const intended = told.flatMap(({ version }) => (recent(version) ? [version] : [])).join();
      return expected === intended && !isMissing ? null : { callId, due: expected, intended, isMissing };
    },
  },
];

/** Whether a contract, its order and its call agree. A contract is deleted years after the moving day. */
function agrees({ call, order, contracts: versions }: CallSnapshot): boolean {
  if (order === null || order.quoteId === null) return versions.length === 0;
  if (versions.length === 0) return mayBeGone(order.movingOn);
  const { cost, quoteId } = order;
  return (
    (call === null || call.cost === cost) &&
    versions.every((each, nth) => each.version === nth + 1 && each.quoteId === quoteId) &&
    versions.at(-1)?.total === cost
  );
}
