import { createExecutor, createTogether } from '@movecall/decider';
import type { Cause, Database } from '@movecall/eventlog';
import type { MovingCalendar } from '../quote/calendar.ts';
import { parsePriceBook, type PriceBookInput } from './price-book-input.ts';
import { bookChanged, type PriceBookProblem } from './price-book-problem.ts';
import { findBooks, newestBook, PRICE_BOOK, priceBookStore } from './price-book-store.ts';
import { type PreviewedMove, previewOf } from './preview.ts';
import { priceBookOf, type PublishedBook, publishingDecider } from './publishing.ts';

type Refused = { readonly problems: readonly PriceBookProblem[] };

export interface PriceBooks {
  newest(): Promise<PublishedBook>;
  /** The newest first. */
  history(first: number): Promise<readonly PublishedBook[]>;
  /** What a book would change for typical moves. It stores nothing. */
  preview(input: PriceBookInput): Promise<{ readonly moves: readonly PreviewedMove[] } | Refused>;
  /** @param operatorId opaque id of the operator */
  publish(
    input: PriceBookInput,
    operatorId: string,
    cause: Cause,
  ): Promise<{ readonly book: PublishedBook } | Refused>;
}

export interface PriceBooksOptions {
  readonly db: Database;
  /** For queries. */
  readonly reads: Database;
  readonly calendar: MovingCalendar;
  readonly now: () => Date;
}

/** The price book, as operators read, try and publish it. It publishes no events: nobody would read them. */
export function createPriceBooks({ db, reads, calendar, now }: PriceBooksOptions): PriceBooks {
  const execute = createTogether({
    db,
    work: createExecutor({
      decider: publishingDecider,
      store: priceBookStore,
      publish: () => [],
      append: async () => undefined,
    }),
  });

  return {
    newest: () => newestBook(reads),
    history: (first) => findBooks(reads, first),

    async preview(input) {
      const parsed = parsePriceBook(input);
      if ('problems' in parsed) return parsed;
      const newest = priceBookOf(await newestBook(reads));
      return { moves: previewOf(newest, { ...parsed.prices, version: 'preview' }, calendar) };
    },

    async publish(input, operatorId, cause) {
      const parsed = parsePriceBook(input);
      if ('problems' in parsed) return parsed;
      const publication = { by: operatorId, at: now() };
      const command = {
        type: 'publish',
        basedOn: input.basedOn,
        prices: parsed.prices,
        publication,
      } as const;
      const decision = await execute({ id: PRICE_BOOK, command, cause });
      if ('refusal' in decision) return { problems: [bookChanged] };
      // Without a fact it is the newest already.
      return { book: decision.facts[0]?.book ?? (await newestBook(db)) };
    },
  };
}
