import type { FindFittingCompanies } from '../company/fitting-companies.ts';
import type { NewTime } from '../reschedule/rescheduling.ts';
import { MAX_COST } from './asked-agreement.ts';
import type { MovingCalendar } from './calendar.ts';
import type { PriceBook } from './price-book.ts';
import { priceOf } from './pricing.ts';
import { type QuoteVersion, type StoredQuote, validUntil } from './quote.ts';

/** The next version of an accepted quote at another time, which is stored nowhere yet; or why there is none. */
export type Repriced = { readonly made: QuoteVersion } | { readonly refusal: 'INVALID_SLOT' | 'NEEDS_VISIT' };

/** @param operatorId of the operator who asks; null for the customer */
export type Reprice = (agreed: StoredQuote, to: NewTime, operatorId: string | null) => Promise<Repriced>;

export interface RepricingOptions {
  /** The newest price book. */
  readonly findBook: () => Promise<PriceBook>;
  readonly calendar: MovingCalendar;
  readonly findCompanies: FindFittingCompanies;
  readonly now: () => Date;
}

/** Reckons what an accepted quote costs at another time, by the newest price book. The terms stay those that were agreed on. */
export const createReprice =
  ({ findBook, calendar, findCompanies, now }: RepricingOptions): Reprice =>
  async (agreed, to, operatorId) => {
    const request = { ...agreed.request, ...to };
    const reckoned = priceOf(await findBook(), request, calendar);
    if ('unpriced' in reckoned) return { refusal: reckoned.unpriced.code };
    const { price } = reckoned;
    if (price.total > MAX_COST) return { refusal: 'NEEDS_VISIT' };
    const madeAt = now();
    return {
      made: {
        request,
        price,
        terms: agreed.terms,
        companies: await findCompanies({ ...request, tons: price.truck.tons }),
        madeAt,
        operatorId,
        validUntil: validUntil(madeAt, to.movingOn),
      },
    };
  };
