import type { Resolvers } from './generated/resolvers.ts';
import { createOrderResolvers, type OrderResolverDeps } from './order-resolvers.ts';
import type { PriceBook } from './quote/price-book.ts';
import { createQuoteResolvers } from './quote/quote-resolvers.ts';
import type { Quoting } from './quote/quoting.ts';

export interface ResolverDeps extends OrderResolverDeps {
  readonly quoting: Quoting;
  readonly book: PriceBook;
}

/** The resolvers of the manage subgraph. */
export function createResolvers({ quoting, book, ...orders }: ResolverDeps): Resolvers {
  const ofOrders = createOrderResolvers(orders);
  const ofQuotes = createQuoteResolvers(quoting, book);
  return { ...ofOrders, ...ofQuotes, Mutation: { ...ofOrders.Mutation, ...ofQuotes.Mutation } };
}
