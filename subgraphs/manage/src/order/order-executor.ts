import { createExecutor } from '@movecall/decider';
import { appendEvents, type Fact, type Transaction } from '@movecall/eventlog';
import type { Sealer } from '@movecall/eventlog/sealer';
import { contractDecider } from '../contract/contract.ts';
import { contractEventsOf } from '../contract/contract-events.ts';
import { createContractStore } from '../contract/contract-store.ts';
import { ledgerExecutor } from '../ledger/ledger-executor.ts';
import { orderDecider } from './order.ts';
import { eventsOf } from './order-events.ts';
import {
  contractCommandOf,
  createOrdering,
  type ExecuteOnOrders,
  follower,
  ledgerCommandOf,
} from './ordering.ts';
import { createOrderStore } from '../store.ts';
import { messageOutbox } from '../tables.ts';

export interface OrderExecutorOptions {
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Executes commands on orders. Contract and ledger follow each order in its transaction. */
export function createOrderExecutor({ sealer, now, newId }: OrderExecutorOptions): ExecuteOnOrders {
  const options = () => ({ producer: 'manage', now: now(), newId });
  const contracts = createExecutor({
    decider: contractDecider,
    store: createContractStore(now),
    publish: (fact, { id }) => contractEventsOf(fact, id, sealer),
    append: (tx: Transaction, facts: readonly Fact[]) =>
      appendEvents(tx, { ...options(), outbox: messageOutbox }, facts),
  });
  const orders = createExecutor({
    decider: orderDecider,
    store: createOrderStore(now),
    publish: (fact, { id }) => eventsOf(fact, id),
    append: (tx, facts) => appendEvents(tx, options(), facts),
  });
  return createOrdering(orders, [
    follower(contractCommandOf, contracts),
    follower(ledgerCommandOf, ledgerExecutor),
  ]);
}
