import { addDays } from '@movecall/values/days';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadItems } from '../../src/quote/load-items.ts';
import type { QuoteRequest } from '../../src/quote/quote-request.ts';
import { guro, mapo, PLAIN_DAY, reckon } from './fixtures.ts';

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

/** @returns null for a request that needs a visit */
function priceOrNull(asked: QuoteRequest) {
  const reckoned = reckon(asked);
  return 'price' in reckoned ? reckoned.price : null;
}

test('lines sum to the total, and every amount is whole and above zero', () => {
  fc.assert(
    fc.property(request, (asked) => {
      const price = priceOrNull(asked);
      fc.pre(price !== null);
      expect(price.lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(price.total);
      for (const { amount } of price.lines) expect(Number.isInteger(amount) && amount > 0).toBe(true);
      expect(price.deposit % 1_000).toBe(0);
      expect(price.total / 10 - price.deposit).toBeGreaterThanOrEqual(0);
      expect(price.total / 10 - price.deposit).toBeLessThan(1_000);
    }),
  );
});

test('one thing more never costs less', () => {
  fc.assert(
    fc.property(request, fc.constantFrom(...loadItems), (asked, { code }) => {
      const listed = asked.load.items;
      const had = listed.find((item) => item.code === code)?.count ?? 0;
      const more = [...listed.filter((item) => item.code !== code), { code, count: had + 1 }];
      const [before, after] = [priceOrNull(asked), priceOrNull({ ...asked, load: { items: more } })];
      fc.pre(after !== null);
      expect(before?.total).toBeLessThanOrEqual(after.total);
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
    fc.property(shuffled, ([asked, listed, options]) => {
      expect(reckon({ ...asked, load: { items: listed }, options })).toEqual(reckon(asked));
    }),
  );
});

test('both ends can be exchanged: the total stays', () => {
  fc.assert(
    fc.property(request, (asked) => {
      const { location, destination } = asked;
      fc.pre(destination !== null);
      const back = {
        location: destination,
        destination: location,
        access: asked.destinationAccess,
        destinationAccess: asked.access,
      };
      expect(priceOrNull({ ...asked, ...back })?.total).toBe(priceOrNull(asked)?.total);
    }),
  );
});
