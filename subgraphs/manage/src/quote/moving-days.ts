import { addDays, type Day } from '@movecall/values/days';
import type { MoveType } from '@movecall/schema/events';
import type { Place } from '@movecall/values/places';
import { regionOfPlace } from '@movecall/values/region-in-full';
import type { MovingCalendar } from './calendar.ts';
import type { PriceBook, Won } from './price-book.ts';
import { priceOf, type Unpriced } from './pricing.ts';
import type { QuoteRequest } from './quote-request.ts';

/** What a move costs on one day. */
export interface MovingDay {
  readonly date: Day;
  readonly moveType: MoveType;
  readonly home: Place;
  /** The 시·군·구 of the home, in full; empty when it is not known. */
  readonly region: string;
  /** The truck that the load needs; null when a person has to look at the move first. */
  readonly tons: number | null;
  readonly sonEopneunNal: boolean;
  /** The name of a public holiday, in Korean. */
  readonly holiday: string | null;
  /** What the day adds to the price. */
  readonly surcharge: Won;
  /** Null when a person has to look at the move first. */
  readonly total: Won | null;
}

export interface MovingDaysOptions {
  readonly book: PriceBook;
  readonly calendar: MovingCalendar;
  readonly holidayOf: (day: Day) => string | null;
}

/** The days of a range, both ends included. */
export function daysBetween(from: Day, to: Day): readonly Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/**
 * Prices the same move on several days. Its own day does not count.
 *
 * @returns the days, or why the move has no price on any of them although no visit is needed
 */
export function movingDays(
  { book, calendar, holidayOf }: MovingDaysOptions,
  request: QuoteRequest,
  days: readonly Day[],
): { readonly days: readonly MovingDay[] } | { readonly unpriced: Unpriced } {
  const region = regionOfPlace(request.location) ?? '';
  const priced: MovingDay[] = [];
  for (const date of days) {
    const reckoned = priceOf(book, { ...request, movingOn: date }, calendar);
    if ('unpriced' in reckoned && reckoned.unpriced.code !== 'NEEDS_VISIT') return reckoned;
    const kinds = calendar(date);
    priced.push({
      date,
      moveType: request.moveType,
      home: request.location,
      region,
      tons: 'price' in reckoned ? reckoned.price.truck.tons : null,
      sonEopneunNal: kinds.includes('SON_EOPNEUN_NAL'),
      holiday: holidayOf(date),
      surcharge: kinds.reduce((sum, kind) => sum + book.days[kind], 0),
      total: 'price' in reckoned ? reckoned.price.total : null,
    });
  }
  return { days: priced };
}
