import type { Invariant } from './invariant.ts';

/** Invariants of the ledgers that manage keeps. A bill is computed from its entries, so they are all there is to check. */
export const ledgers: readonly Invariant[] = [
  {
    invariant: 'an order with a quote has a ledger',
    what: 'An order has a ledger if and only if it was accepted with a quote; the fare of the ledger is its cost.',
    find: async ({ databases: { manage } }) => manage`
      select call_id, o.quote_id, o.cost, l.fare from orders o left join ledgers l using (call_id)
      where (o.quote_id is not null) <> (l.call_id is not null) or l.fare <> o.cost`,
  },
  {
    invariant: 'a ledger adds up',
    what: 'Deposit and balance are the fare; it is waived, and a cancel charged, if and only if the order is cancelled, and its customer owes no penalty once a team has failed; no entry is missing.',
    find: async ({ databases: { manage } }) => manage`
      select call_id, o.status, l.fare, count(*)::int as entries, max(e.number) as last,
        sum(e.amount) filter (where e.kind in ('DEPOSIT_DUE', 'BALANCE_DUE'))::int as owed,
        sum(e.amount) filter (where e.kind = 'FARE_WAIVED')::int as waived,
        count(*) filter (where e.kind in ('PENALTY', 'COMPENSATION') and e.assignment_id is null)::int as charges,
        sum(e.amount) filter (where e.kind = 'PENALTY')::int as penalty, count(e.assignment_id)::int as failed_teams
      from ledgers l join orders o using (call_id) left join ledger_entries e using (call_id)
      group by call_id, o.status, l.fare
      having max(e.number) is distinct from count(*)
        or sum(e.amount) filter (where e.kind in ('DEPOSIT_DUE', 'BALANCE_DUE')) is distinct from l.fare
        or coalesce(sum(e.amount) filter (where e.kind = 'FARE_WAIVED'), 0) <> case o.status when 'CANCELLED' then -l.fare else 0 end
        or count(*) filter (where e.kind in ('PENALTY', 'COMPENSATION') and e.assignment_id is null)
          > case when o.status <> 'CANCELLED' then 0 when count(e.assignment_id) = 0 then 1 else 2 + count(e.assignment_id) end
        or count(e.assignment_id) > 0 and coalesce(sum(e.amount) filter (where e.kind = 'PENALTY'), 0) <> 0`,
  },
];
