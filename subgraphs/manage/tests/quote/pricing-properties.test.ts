import { addDays } from '@movecall/values/days';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadItems } from '../../src/quote/load-items.ts';
import { defaultPriceBook } from '../../src/quote/default-price-book.ts';
import type { PriceBook } from '../../src/quote/price-book.ts';
import { priceOf } from '../../src/quote/pricing.ts';
import type { QuoteRequest } from '../../src/quote/quote-request.ts';
import { anyPriceBook } from '../price-book/any-price-book.ts';
import { calendar, guro, ladder, mapo, PLAIN_DAY } from './fixtures.ts';

const access = fc.record({
  floor: fc.integer({ min: 1, max: 130 }),
  elevator: fc.boolean(),
  ladderTruck: fc.boolean(),
});
const counted = (codes: readonly string[], max: number) =>
  fc.uniqueArray(fc.record({ code: fc.constantFrom(...codes), count: fc.integer({ min: 1, max }) }), {
    selector: ({ code }) => code,
    minLength: 1,
    maxLength: 12,
  });
const items = counted(
  loadItems.map(({ code }) => code),
  6,
);
const position = fc.record({
  latitude: fc.double({ min: 33.2, max: 38.3, noNaN: true }),
  longitude: fc.double({ min: 126.1, max: 129.4, noNaN: true }),
});
const place = fc.oneof(
  fc.constantFrom(mapo, guro),
  position.map((at) => ({ address: '집', district: null, ...at })),
);
const request: fc.Arbitrary<
  QuoteRequest & { readonly load: { readonly items: { code: string; count: number }[] } }
> = fc.record({
  moveType: fc.constantFrom('FULL_PACKING', 'HALF_PACKING', 'STANDARD'),
  location: place,
  destination: fc.option(place),
  movingOn: fc.integer({ min: 0, max: 365 }).map((days) => addDays(PLAIN_DAY, days)),
  slot: fc.constant('ALL_DAY'),
  load: fc.record({ items }),
  access,
  destinationAccess: access,
  options: counted(['AIR_CONDITIONER', 'WALL_TV', 'PIANO', 'STONE_BED', 'EXTRA_PERSON'], 20),
});

/** The default book, and whatever operators may publish. */
const book = fc.oneof(fc.constant(defaultPriceBook), anyPriceBook);

/** @returns null for a request that needs a visit */
function priceOrNull(by: PriceBook, asked: QuoteRequest) {
  const reckoned = priceOf(by, asked, calendar);
  return 'price' in reckoned ? reckoned.price : null;
}

test('lines sum to the total, and every amount is whole and above zero', () => {
  fc.assert(
    fc.property(book, request, (by, asked) => {
      const price = priceOrNull(by, asked);
      fc.pre(price !== null);
      expect(price.lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(price.total);
      for (const { amount } of price.lines) expect(Number.isInteger(amount) && amount > 0).toBe(true);
      const { percentOfTotal, roundedTo } = by.deposit;
      const roundedAway = (price.total * percentOfTotal) / 100 - price.deposit;
      expect(price.deposit % roundedTo).toBe(0);
      expect(roundedAway).toBeGreaterThanOrEqual(0);
      expect(roundedAway).toBeLessThan(roundedTo);
    }),
  );
});

test('one thing more never costs less', () => {
  fc.assert(
    fc.property(book, request, fc.constantFrom(...loadItems), (by, asked, { code }) => {
      const listed = asked.load.items;
      const had = listed.find((item) => item.code === code)?.count ?? 0;
      const more = [...listed.filter((item) => item.code !== code), { code, count: had + 1 }];
      const [before, after] = [priceOrNull(by, asked), priceOrNull(by, { ...asked, load: { items: more } })];
      fc.pre(after !== null);
      expect(before?.total).toBeLessThanOrEqual(after.total);
    }),
  );
});

test('a larger truck never costs less', () => {
  fc.assert(
    fc.property(book, request, (by, asked) => {
      const way = { access: ladder(1), destinationAccess: ladder(1) };
      const totals = by.trucks.map(
        ({ tons }) => priceOrNull(by, { ...asked, ...way, load: { tons } })?.total ?? 0,
      );
      expect(totals).toEqual(totals.toSorted((one, other) => one - other));
      expect(Math.min(...totals)).toBeGreaterThan(0);
    }),
  );
});

test('a ladder truck to a higher floor never costs less', () => {
  fc.assert(
    fc.property(book, request, fc.integer({ min: 1, max: 129 }), (by, asked, floor) => {
      const destinationAccess = ladder(1);
      const total = (to: number) =>
        priceOrNull(by, { ...asked, access: ladder(to), destinationAccess, load: { tons: 1 } })?.total ?? 0;
      expect(total(floor)).toBeGreaterThan(0);
      expect(total(floor)).toBeLessThanOrEqual(total(floor + 1));
    }),
  );
});

test('the order in which things and options are listed does not matter', () => {
  const shuffled = request.chain((asked) =>
    fc.tuple(
      fc.constant(asked),
      fc.shuffledSubarray(asked.load.items, { minLength: asked.load.items.length }),
      fc.shuffledSubarray([...asked.options], { minLength: asked.options.length }),
    ),
  );
  fc.assert(
    fc.property(book, shuffled, (by, [asked, listed, options]) => {
      const inOtherOrder = { ...asked, load: { items: listed }, options };
      expect(priceOf(by, inOtherOrder, calendar)).toEqual(priceOf(by, asked, calendar));
    }),
  );
});

test('both ends can be exchanged: the total stays', () => {
  fc.assert(
    fc.property(book, request, (by, asked) => {
      const { location, destination } = asked;
      fc.pre(destination !== null);
      const back = {
        location: destination,
        destination: location,
        access: asked.destinationAccess,
        destinationAccess: asked.access,
      };
      expect(priceOrNull(by, { ...asked, ...back })?.total).toBe(priceOrNull(by, asked)?.total);
    }),
  );
});
