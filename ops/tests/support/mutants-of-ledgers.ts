import { randomUUID } from 'node:crypto';
import type { ISql } from 'postgres';
import type { Mutant } from './mutants.ts';

const quoted = (manage: ISql, callId: string) => manage`
  update orders set quote_id = ${randomUUID()}, quote_version = 1, deposit = cost / 10 where call_id = ${callId}`;

const enter = (manage: ISql, callId: string, number: number, kind: string, percentOfFare: number) => manage`
  insert into ledger_entries (call_id, number, kind, amount, at)
  select call_id, ${number}, ${kind}, fare / 100 * ${percentOfFare}, now() from ledgers where call_id = ${callId}`;

/** Makes an order one with a quote, and opens its ledger. */
export async function openLedger(manage: ISql, callId: string): Promise<void> {
  await quoted(manage, callId);
  await manage`insert into ledgers (call_id, fare, terms) select call_id, cost, '10035' from orders where call_id = ${callId}`;
  await enter(manage, callId, 1, 'DEPOSIT_DUE', 10);
  await enter(manage, callId, 2, 'BALANCE_DUE', 90);
}

/** Mutants of the ledgers that manage keeps. */
export const ledgerMutants: readonly Mutant[] = [
  {
    breaks: 'an order with a quote has a ledger',
    when: 'an order with a quote has no ledger',
    mutate: ({ sql: { manage } }, { confirmed }) => quoted(manage, confirmed),
  },
  {
    breaks: 'an order with a quote has a ledger',
    when: 'an order without a quote has a ledger',
    async mutate({ sql: { manage } }, { confirmed }) {
      await openLedger(manage, confirmed);
      await manage`update orders set quote_id = null, quote_version = null, deposit = null where call_id = ${confirmed}`;
    },
  },
  {
    breaks: 'a ledger adds up',
    when: 'an entry of a ledger was deleted',
    async mutate({ sql: { manage } }, { confirmed }) {
      await openLedger(manage, confirmed);
      await manage`delete from ledger_entries where number = 1`;
    },
  },
  {
    breaks: 'a ledger adds up',
    when: 'an entry of a ledger was changed',
    async mutate({ sql: { manage } }, { confirmed }) {
      await openLedger(manage, confirmed);
      await manage`update ledger_entries set amount = amount + 1 where number = 2`;
    },
  },
  {
    breaks: 'a ledger adds up',
    when: 'the fare of a cancelled order is still owed',
    mutate: ({ sql: { manage } }, { cancelled }) => openLedger(manage, cancelled),
  },
  {
    breaks: 'a ledger adds up',
    when: 'an order that goes on was charged for a cancel',
    async mutate({ sql: { manage } }, { confirmed }) {
      await openLedger(manage, confirmed);
      await enter(manage, confirmed, 3, 'PENALTY', 10);
    },
  },
];

/** Writes what a cancel by the customer writes. */
export async function closeLedger(manage: ISql, callId: string): Promise<void> {
  await enter(manage, callId, 3, 'FARE_WAIVED', -100);
  await enter(manage, callId, 4, 'PENALTY', 10);
}
