import type { MovingCalendar } from '../quote/calendar.ts';
import type { PriceBook, Won } from '../quote/price-book.ts';
import { priceOf } from '../quote/pricing.ts';
import { typicalMoves } from './typical-moves.ts';

/** What a typical move costs by two books. Null: a person has to look at it first. */
export interface PreviewedMove {
  /** In Korean. */
  readonly label: string;
  readonly before: Won | null;
  readonly after: Won | null;
}

/** What a new book changes for typical moves. */
export const previewOf = (
  before: PriceBook,
  after: PriceBook,
  calendar: MovingCalendar,
): readonly PreviewedMove[] =>
  typicalMoves.map(({ label, request }) => {
    const totalBy = (book: PriceBook): Won | null => {
      const reckoned = priceOf(book, request, calendar);
      return 'price' in reckoned ? reckoned.price.total : null;
    };
    return { label, before: totalBy(before), after: totalBy(after) };
  });
