import { randomUUID } from 'node:crypto';
import type { ISql } from 'postgres';
import type { Mutant } from './mutants.ts';

/** Hides the event about a contract by giving it another type. */
const relabelContractMade = (manage: ISql, callId: string) => manage`
  update message_outbox set event = event || '{"type": "SomethingElse"}'
  where event ->> 'type' = 'ContractMade' and event -> 'data' ->> 'callId' = ${callId}`;

/** Mutants of the contracts of calls with a quote. */
export const contractMutants: readonly Mutant[] = [
  {
    breaks: 'an order with a quote has one contract',
    when: 'an order with a quote has no contract',
    mutate: ({ sql: { manage } }, { quotedWaiting }) =>
      manage`delete from contracts where call_id = ${quotedWaiting}`,
  },
  {
    breaks: 'an order with a quote has one contract',
    when: 'an order without a quote has a contract',
    mutate: ({ sql: { manage } }, { quotedWaiting, waiting }) => manage`
      insert into contracts select (jsonb_populate_record(c, jsonb_build_object('call_id', ${waiting}::uuid))).*
      from contracts c where call_id = ${quotedWaiting}`,
  },
  {
    breaks: 'an order with a quote has one contract',
    when: 'the first version of a contract is missing',
    mutate: ({ sql: { manage } }, { quotedWaiting }) =>
      manage`update contracts set version = 2 where call_id = ${quotedWaiting}`,
  },
  {
    breaks: 'an order with a quote has one contract',
    when: 'a contract is about another quote than its order',
    mutate: ({ sql: { manage } }, { quotedWaiting }) => manage`
      update contracts set quote = jsonb_set(quote, '{id}', to_jsonb(${randomUUID()}::text))
      where call_id = ${quotedWaiting}`,
  },
  {
    breaks: 'an order with a quote has one contract',
    when: 'the total of a contract was changed',
    mutate: ({ sql: { manage } }, { quoted }) => manage`
      update contracts set quote = jsonb_set(quote, '{price, total}', '1') where call_id = ${quoted}`,
  },
  {
    breaks: 'an order with a quote has one contract',
    when: 'a call costs something else than its contract says',
    mutate: ({ sql: { call } }, { quoted }) => call`update calls set cost = cost + 1 where id = ${quoted}`,
  },
  {
    breaks: 'a quote has one open order',
    when: 'two open orders have the same quote',
    async mutate({ sql: { manage } }, { quoted, quotedWaiting }) {
      await manage`drop index orders_quote_in_use`;
      await manage`
        update orders set quote_id = (select quote_id from orders where call_id = ${quoted}) where call_id = ${quotedWaiting}`;
      await manage`
        update contracts set quote = jsonb_set(quote, '{id}', (
          select quote -> 'id' from contracts where call_id = ${quoted}))
        where call_id = ${quotedWaiting}`;
    },
  },
  {
    breaks: 'a contract names the company of an assignment',
    when: 'a contract names a company that never had the call',
    mutate: ({ sql: { manage } }, { quoted }) => manage`
      update contracts set company = jsonb_set(company, '{id}', to_jsonb(${randomUUID()}::text))
      where call_id = ${quoted}`,
  },
  {
    breaks: 'one message for each version of a contract',
    when: 'the message is about another version of the contract',
    mutate: ({ sql: { notifier } }, { quoted }) => notifier`
      update deliveries set version = 2 where correlation_id = ${quoted} and template = 'CONTRACT_MADE'`,
  },
  {
    breaks: 'one message for each version of a contract',
    when: 'the customer of a confirmed call was not to be told of its contract',
    async mutate({ sql: { manage } }, { quoted }) {
      await manage`update contracts set announced_at = null where call_id = ${quoted}`;
      await relabelContractMade(manage, quoted);
    },
  },
  {
    breaks: 'a state change and its event are committed together',
    when: 'a contract that the customer is to be told of has no ContractMade',
    mutate: ({ sql: { manage } }, { quoted }) => relabelContractMade(manage, quoted),
  },
];
