import { createExecutor } from '@movecall/decider';
import { ledgerDecider } from './ledger.ts';
import { ledgerStore } from './ledger-store.ts';

/** Executes commands on ledgers in a transaction. Ledgers publish no events: nobody would read them. */
export const ledgerExecutor = createExecutor({
  decider: ledgerDecider,
  store: ledgerStore,
  publish: () => [],
  append: async () => undefined,
});
