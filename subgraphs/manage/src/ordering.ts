import type { Commanded, Execute } from '@movecall/decider';
import type { ContractCommand, ContractFact } from './contract/contract.ts';
import type { OrderCommand, OrderFact, OrderRefusal } from './order.ts';

export type ExecuteOnOrders = Execute<OrderCommand, OrderFact, OrderRefusal>;

/**
 * Executes commands on orders, and in the same transaction what their facts mean for the contracts of the same calls.
 *
 * @param orders executes commands on orders alone
 * @param contracts executes commands on contracts alone
 */
export const createOrdering =
  (orders: ExecuteOnOrders, contracts: Execute<ContractCommand, ContractFact>): ExecuteOnOrders =>
  async (tx, commands) => {
    const decisions = await orders(tx, commands);
    const meant = commands.flatMap(({ id, cause }, nth): Commanded<ContractCommand>[] => {
      const decision = decisions[nth];
      const facts = decision && 'facts' in decision ? decision.facts : [];
      return facts.flatMap((fact) => {
        const command = contractCommandOf(fact);
        return command === null ? [] : [{ id, command, cause }];
      });
    });
    if (meant.length > 0) await contracts(tx, meant);
    return decisions;
  };

/** What a fact about an order means for its contract; null when it means nothing. */
function contractCommandOf(fact: OrderFact): ContractCommand | null {
  switch (fact.type) {
    case 'Accepted': {
      const { agreement } = fact.request;
      return agreement && { type: 'make', agreement };
    }
    case 'Assigned':
      return fact.company && { type: 'assign', company: fact.company };
    case 'Erased':
      return fact.hasContract ? { type: 'erase' } : null;
    // What was agreed stays as it is.
    case 'NoMoverFree':
    case 'Cancelled':
    case 'Voided':
      return null;
    default:
      return fact satisfies never;
  }
}
