import type { Mutant } from './mutants.ts';

/** Mutants of the ledgers that manage keeps. */
export const ledgerMutants: readonly Mutant[] = [
  {
    breaks: 'an order with a quote has a ledger',
    when: 'an order with a quote has no ledger',
    async mutate({ sql: { manage } }, { quoted }) {
      await manage`delete from ledger_entries where call_id = ${quoted}`;
      await manage`delete from ledgers where call_id = ${quoted}`;
    },
  },
  {
    breaks: 'an order with a quote has a ledger',
    when: 'an order without a quote has a ledger',
    async mutate({ sql: { manage } }, { confirmed }) {
      await manage`
        insert into ledgers (call_id, fare, terms)
        select call_id, cost, '10035' from orders where call_id = ${confirmed}`;
      await manage`
        insert into ledger_entries (call_id, number, kind, amount, at)
        select call_id, 1, 'BALANCE_DUE', fare, now() from ledgers where call_id = ${confirmed}`;
    },
  },
  {
    breaks: 'a ledger adds up',
    when: 'an entry of a ledger was deleted',
    mutate: ({ sql: { manage } }, { quoted }) =>
      manage`delete from ledger_entries where call_id = ${quoted} and number = 1`,
  },
  {
    breaks: 'a ledger adds up',
    when: 'an entry of a ledger was changed',
    mutate: ({ sql: { manage } }, { quoted }) =>
      manage`update ledger_entries set amount = amount + 1 where call_id = ${quoted} and number = 2`,
  },
  {
    breaks: 'a ledger adds up',
    when: 'the fare of a cancelled order is still owed',
    mutate: ({ sql: { manage } }, { quotedCancelled }) =>
      manage`delete from ledger_entries where call_id = ${quotedCancelled} and number > 2`,
  },
  {
    breaks: 'a ledger adds up',
    when: 'an order that goes on was charged for a cancel',
    mutate: ({ sql: { manage } }, { quoted }) => manage`
      insert into ledger_entries (call_id, number, kind, amount, at)
      select call_id, 3, 'PENALTY', fare / 10, now() from ledgers where call_id = ${quoted}`,
  },
  {
    breaks: 'a ledger adds up',
    when: 'a customer owes a penalty although a team has failed',
    mutate: ({ sql: { manage } }, { quotedCancelled }) => manage`
      insert into ledger_entries (call_id, number, kind, amount, at, assignment_id)
      select call_id, max(number) + nth, case nth when 1 then 'PENALTY' else 'COMPENSATION' end, 2 * nth - 3, now(),
        case nth when 1 then null else gen_random_uuid() end
      from ledger_entries, generate_series(1, 2) as nth where call_id = ${quotedCancelled} group by call_id, nth`,
  },
];
