import { badUserInput } from '@movecall/graphql';
import type { Resolvers } from '../generated/resolvers.ts';
import { causeOf } from '../context.ts';
import { requireOperator } from '../operators.ts';
import { dayKinds } from '../quote/calendar.ts';
import { dayLabels } from '../quote/pricing.ts';
import type { PriceBooks } from './price-book-service.ts';
import { versionOf } from './publishing.ts';
import { moveTypes } from '@movecall/schema/events';

const DEFAULT_HISTORY = 20;
const MAX_HISTORY = 100;

/** The resolvers of the price book, for operators alone. They translate between GraphQL and the domain. */
export const createPriceBookResolvers = (books: PriceBooks) =>
  ({
    Query: {
      async priceBook(_parent, _args, context) {
        requireOperator(context);
        return await books.newest();
      },
      async priceBooks(_parent, { first }, context) {
        requireOperator(context);
        const size = first ?? DEFAULT_HISTORY;
        if (size < 1 || size > MAX_HISTORY) throw badUserInput(`first must be 1 to ${MAX_HISTORY}.`);
        return [...(await books.history(size))];
      },
      async priceBookPreview(_parent, { input }, context) {
        requireOperator(context);
        const preview = await books.preview(input);
        return 'problems' in preview
          ? { moves: [], userErrors: preview.problems }
          : { moves: preview.moves, userErrors: [] };
      },
    },

    Mutation: {
      async publishPriceBook(_parent, { input }, context) {
        const { id } = requireOperator(context);
        const published = await books.publish(input, id, causeOf(context));
        return 'problems' in published
          ? { priceBook: null, userErrors: published.problems }
          : { priceBook: published.book, userErrors: [] };
      },
    },

    PriceBook: {
      version: ({ number }) => versionOf(number),
      publishedAt: ({ published }) => published?.at.toISOString() ?? null,
      publishedBy: ({ published }) => published && { id: published.by },
      trucks: ({ prices }) =>
        prices.trucks.map(({ usableLitres, ...truck }) => ({ ...truck, usable: usableLitres / 1_000 })),
      moveTypes: ({ prices }) =>
        moveTypes.map((moveType) => ({ moveType, percentOfBase: prices.percentOfBase[moveType] })),
      distance: ({ prices }) => prices.distance,
      sea: ({ prices }) => prices.sea,
      ladder: ({ prices }) => prices.ladder,
      stairs: ({ prices }) => prices.stairs,
      days: ({ prices }) =>
        dayKinds.map((code) => ({ code, label: dayLabels[code], amount: prices.days[code] })),
      options: ({ prices }) => prices.options,
      halfDayUpToTons: ({ prices }) => prices.halfDayUpToTons,
      deposit: ({ prices }) => prices.deposit,
    },
  }) satisfies Resolvers;
