import type { Commanded, Decision, Execute } from '@movecall/decider';
import type { Cause, Transaction } from '@movecall/eventlog';
import type { Agreement, ContractCommand } from '../contract/contract.ts';
import type { LedgerCommand } from '../ledger/ledger.ts';
import type { OrderCommand, OrderFact, OrderRefusal } from './order.ts';

export type ExecuteOnOrders = Execute<OrderCommand, OrderFact, OrderRefusal>;

interface RecordedFact {
  /** Of the call. */
  readonly id: string;
  readonly fact: OrderFact;
  readonly cause: Cause;
}

/** Does what facts about orders mean for something else of the same calls. */
type Follower = (tx: Transaction, recorded: readonly RecordedFact[]) => Promise<void>;

/** Executes commands on orders, and in the same transaction what their facts mean for others. */
export const createOrdering =
  (orders: ExecuteOnOrders, followers: readonly Follower[]): ExecuteOnOrders =>
  async (tx, commands) => {
    const decisions = await orders(tx, commands);
    const recorded = commands.flatMap(({ id, cause }, nth) =>
      factsOf(decisions[nth]).map((fact) => ({ id, fact, cause })),
    );
    for (const follow of followers) await follow(tx, recorded);
    return decisions;
  };

const factsOf = (decision: Decision<OrderFact, OrderRefusal> | undefined): readonly OrderFact[] =>
  decision && 'facts' in decision ? decision.facts : [];

/** @param commandOf null for a fact that means nothing */
export const follower =
  <Command>(
    commandOf: (fact: OrderFact) => Command | null,
    execute: (tx: Transaction, commands: readonly Commanded<Command>[]) => Promise<unknown>,
  ): Follower =>
  async (tx, recorded) => {
    const commands = recorded.flatMap(({ id, fact, cause }): Commanded<Command>[] => {
      const command = commandOf(fact);
      return command === null ? [] : [{ id, command, cause }];
    });
    if (commands.length > 0) await execute(tx, commands);
  };

/** What a fact about an order means for its contract; null when it means nothing. */
export function contractCommandOf(fact: OrderFact): ContractCommand | null {
  switch (fact.type) {
    case 'Accepted': {
      const { agreement } = fact.request;
      return agreement && { type: 'make', agreement };
    }
    case 'Rescheduled': {
      const { to, keepsTeam } = fact;
      return to.agreement && { type: 'amend', agreement: to.agreement, keepsTeam };
    }
    case 'Assigned':
      return fact.company && { type: 'assign', company: fact.company, announced: fact.announced };
    case 'Announced':
      return fact.assigned ? { type: 'announce' } : null;
    case 'Erased':
      return fact.hasContract ? { type: 'erase' } : null;
    // What was agreed stays as it is.
    case 'Dropped':
    case 'NoMoverFree':
    case 'Cancelled':
    case 'Voided':
      return null;
    default:
      return fact satisfies never;
  }
}

/** What a fact about an order means for its ledger; null when it means nothing. */
export function ledgerCommandOf(fact: OrderFact): LedgerCommand | null {
  switch (fact.type) {
    case 'Accepted':
      return fact.request.agreement && openedBy(fact.request.agreement);
    case 'Rescheduled':
      return fact.to.agreement && { type: 'reprice', fare: fact.to.cost, at: fact.at };
    case 'Cancelled': {
      const { side, at, formerMoverId } = fact;
      return { type: 'cancel', side, teamConfirmed: formerMoverId !== null, at };
    }
    case 'Dropped': {
      const { type: _, ...failed } = fact;
      return { type: 'compensate', ...failed };
    }
    // The amounts stay, and hold no personal data.
    case 'Erased':
    case 'NoMoverFree':
    case 'Assigned':
    case 'Announced':
    case 'Voided':
      return null;
    default:
      return fact satisfies never;
  }
}

function openedBy({ quote, consentedAt }: Agreement): LedgerCommand {
  const { price, request, terms } = quote;
  const head = { fare: price.total, terms, movingOn: request.movingOn };
  return { type: 'open', head, deposit: price.deposit, at: consentedAt };
}
