import { badUserInput, CodedError } from '@movecall/graphql';
import type { RateLimit } from '@movecall/redis/rate-limit';
import { addDays, type Day, isDay, seoulDay } from '@movecall/values/days';
import { daysBetween, type MovingDay, movingDays, type MovingDaysOptions } from './moving-days.ts';
import { MAX_DAYS_AHEAD, parseQuoteInput, type QuoteInput } from './quote-input.ts';
import type { PriceBook } from './price-book.ts';
import { type QuoteProblem, quoteProblem } from './quote-problem.ts';

export interface MovingDaysQueryOptions extends Omit<MovingDaysOptions, 'book'> {
  /** The newest price book. */
  readonly findBook: () => Promise<PriceBook>;
  /** How often one address may ask: the limit on quotes, since each day is priced like one. */
  readonly limit: RateLimit;
  readonly now: () => Date;
}

/** A range of days as the client names it. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

export type MovingDaysQuery = (
  range: DayRange,
  quote: QuoteInput,
  address: string,
) => Promise<readonly MovingDay[]>;

const MAX_DAYS = 62;

/**
 * The days on which a move can take place, with their prices. Nothing is stored, so there are no `userErrors`: bad input is
 * BAD_USER_INPUT with the path of its field.
 *
 * @returns a function that throws CodedError RATE_LIMITED, BAD_USER_INPUT
 */
export const createMovingDaysQuery =
  ({ limit, now, findBook, ...facts }: MovingDaysQueryOptions): MovingDaysQuery =>
  async (range, quote, address) => {
    const seconds = await limit.take(address);
    if (seconds !== null)
      throw new CodedError('RATE_LIMITED', `Too many prices; try again in ${seconds} seconds.`);
    const at = now();
    const days = checkedRange(range, seoulDay(at));
    const book = await findBook();
    const parsed = parseQuoteInput({ ...quote, movingOn: range.from }, book, at);
    if ('problems' in parsed) throw refused(parsed.problems);
    const priced = movingDays({ book, ...facts }, parsed.request, days);
    if ('unpriced' in priced) throw refused([quoteProblem('INVALID_SLOT', ['input', 'slot'])]);
    return priced.days;
  };

/** @throws CodedError BAD_USER_INPUT */
function checkedRange({ from, to }: DayRange, today: Day): readonly Day[] {
  if (!isDay(from)) throw badUserInput('from must be a day as YYYY-MM-DD.', ['from']);
  if (!isDay(to)) throw badUserInput('to must be a day as YYYY-MM-DD.', ['to']);
  if (from < today) throw badUserInput('from must be today or later.', ['from']);
  if (to < from) throw badUserInput('to must not be before from.', ['to']);
  if (to > addDays(today, MAX_DAYS_AHEAD))
    throw badUserInput(`to must be at most ${MAX_DAYS_AHEAD} days ahead.`, ['to']);
  if (to > addDays(from, MAX_DAYS - 1))
    throw badUserInput(`At most ${MAX_DAYS} days can be asked for.`, ['to']);
  return daysBetween(from, to);
}

/** The first problem of a quote as a GraphQL error. Its field is that of the argument `quote`. */
function refused([first]: readonly QuoteProblem[]): CodedError {
  const path = ['quote', ...(first?.field ?? []).slice(1)];
  return badUserInput(`${first?.code}: ${first?.message}`, path);
}
