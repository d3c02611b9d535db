import type { Sealer } from '@movecall/eventlog/sealer';
import { createKeyedHash } from '@movecall/redis/keyed-hash';
import type { openResources } from '@movecall/service/bootstrap';
import type { ManageConfig } from '../config.ts';
import { countRefusedQuotes } from '../metrics.ts';
import { createPriceBooks, type PriceBooks } from '../price-book/price-book-service.ts';
import { priceBookOf } from '../price-book/publishing.ts';
import { createFittingCompanies } from '../company/fitting-companies.ts';
import { createMovingCalendar } from './calendar.ts';
import { holidayOf, koreanDays } from './korean-days.ts';
import { createMovingDaysQuery, type MovingDaysQuery } from './moving-days-query.ts';
import { openQuoteLimits } from './quote-limits.ts';
import { createQuoteSending, type SendQuote } from './quote-sending.ts';
import { createReprice, type Reprice } from './repricing.ts';
import { createQuoting, type Quoting } from './quoting.ts';

export interface Quotes {
  readonly quoting: Quoting;
  readonly movingDays: MovingDaysQuery;
  readonly sendQuote: SendQuote;
  readonly reprice: Reprice;
  readonly priceBooks: PriceBooks;
  close(): void;
}

/** Everything about quotes: their prices, their limits, and sending them. */
export function openQuotes(
  config: ManageConfig,
  { database: { db, reads }, logger, metrics }: Awaited<ReturnType<typeof openResources>>,
  { sealer, now, newId }: { readonly sealer: Sealer; readonly now: () => Date; readonly newId: () => string },
): Quotes {
  const findCompanies = createFittingCompanies(reads);
  const limits = openQuoteLimits(config, logger, countRefusedQuotes(metrics));
  const calendar = createMovingCalendar(koreanDays);
  const priceBooks = createPriceBooks({ db, reads, calendar, now });
  const findBook = async () => priceBookOf(await priceBooks.newest());
  const { perAddress: limit, perPhone: phoneLimit, perOperator: operatorLimit, close } = limits;
  return {
    quoting: createQuoting({ db, reads, findBook, calendar, findCompanies, limit, now, newId }),
    movingDays: createMovingDaysQuery({ findBook, calendar, holidayOf, limit, now }),
    sendQuote: createQuoteSending({
      db,
      reads,
      sealer,
      hashPhone: createKeyedHash(config.identityKey, 'movecall/manage/quote-shares'),
      phoneLimit,
      operatorLimit,
      now,
      newId,
    }),
    reprice: createReprice({ findBook, calendar, findCompanies, now }),
    priceBooks,
    close,
  };
}
