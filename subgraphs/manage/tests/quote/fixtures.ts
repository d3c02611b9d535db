import type { Place } from '@movecall/values/places';
import { createMovingCalendar } from '../../src/quote/calendar.ts';
import { defaultPriceBook } from '../../src/quote/default-price-book.ts';
import { groundFloor } from '../../src/quote/access.ts';
import { koreanDays } from '../../src/quote/korean-days.ts';
import { type Price, priceOf } from '../../src/quote/pricing.ts';
import { type StoredQuote, validUntil } from '../../src/quote/quote.ts';
import type { QuoteRequest } from '../../src/quote/quote-request.ts';

export const calendar = createMovingCalendar(koreanDays);

export const mapo: Place = { address: '마포구', district: '마포구', latitude: 37.5663, longitude: 126.9019 };
export const guro: Place = { address: '구로구', district: '구로구', latitude: 37.4955, longitude: 126.8877 };

/** A Tuesday that is nothing else. */
export const PLAIN_DAY = '2026-12-01';

/** A packed move by 5 t from 마포구 to 구로구 on a plain day, from one ground floor to another. */
export const plainRequest: QuoteRequest = {
  moveType: 'FULL_PACKING',
  location: mapo,
  destination: guro,
  movingOn: PLAIN_DAY,
  slot: 'ALL_DAY',
  load: { tons: 5 },
  access: groundFloor,
  destinationAccess: groundFloor,
  options: [],
};

export const lift = (floor: number) => ({ floor, elevator: true, ladderTruck: false });
export const stairs = (floor: number) => ({ floor, elevator: false, ladderTruck: false });
export const ladder = (floor: number) => ({ floor, elevator: false, ladderTruck: true });

export const reckon = (changes: Partial<QuoteRequest>) =>
  priceOf(defaultPriceBook, { ...plainRequest, ...changes }, calendar);

/** @throws Error when there is no price */
export function price(changes: Partial<QuoteRequest>): Price {
  const reckoned = reckon(changes);
  if ('unpriced' in reckoned) throw new Error(reckoned.unpriced.code);
  return reckoned.price;
}

const madeAt = new Date('2026-11-25T00:00:00Z');

/** The plain request as a quote in version 1. */
export const storedQuote: StoredQuote = {
  id: '0199a000-0000-7000-8000-0000000000f1',
  version: 1,
  request: plainRequest,
  price: price({}),
  terms: '10035',
  companies: [],
  madeAt,
  operatorId: null,
  validUntil: validUntil(madeAt, PLAIN_DAY),
};
