import { createContractResolvers, type ContractResolverDeps } from './contract/contract-resolvers.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { createOrderResolvers, type OrderResolverDeps } from './order/order-resolvers.ts';
import { createLedgerResolvers, type LedgerResolverDeps } from './ledger/ledger-resolvers.ts';
import { createPriceBookResolvers } from './price-book/price-book-resolvers.ts';
import type { PriceBooks } from './price-book/price-book-service.ts';
import { createRescheduleResolvers, type RescheduleResolverDeps } from './reschedule/reschedule-resolvers.ts';
import type { MovingDaysQuery } from './quote/moving-days-query.ts';
import { createQuoteResolvers } from './quote/quote-resolvers.ts';
import type { SendQuote } from './quote/quote-sending.ts';
import type { Quoting } from './quote/quoting.ts';

export interface ResolverDeps
  extends OrderResolverDeps, LedgerResolverDeps, ContractResolverDeps, RescheduleResolverDeps {
  readonly quoting: Quoting;
  readonly movingDays: MovingDaysQuery;
  readonly sendQuote: SendQuote;
  readonly priceBooks: PriceBooks;
}

/** The resolvers of the manage subgraph. */
export function createResolvers({
  quoting,
  movingDays,
  sendQuote,
  priceBooks,
  ...deps
}: ResolverDeps): Resolvers {
  const ofOrders = createOrderResolvers(deps);
  const ofLedgers = createLedgerResolvers(deps);
  const ofQuotes = createQuoteResolvers(quoting, sendQuote, movingDays);
  const ofContracts = createContractResolvers(deps);
  const ofReschedules = createRescheduleResolvers(deps);
  const ofPriceBook = createPriceBookResolvers(priceBooks);
  return {
    ...ofOrders,
    ...ofQuotes,
    ...ofPriceBook,
    ...ofContracts,
    Query: { ...ofQuotes.Query, ...ofPriceBook.Query },
    Mutation: {
      ...ofReschedules.Mutation,
      ...ofOrders.Mutation,
      ...ofQuotes.Mutation,
      ...ofPriceBook.Mutation,
      ...ofLedgers.Mutation,
    },
    MoveCall: { ...ofOrders.MoveCall, ...ofLedgers.MoveCall, ...ofContracts.MoveCall },
  };
}
