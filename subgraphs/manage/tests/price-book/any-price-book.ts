import fc from 'fast-check';
import { HIGHEST_FLOOR } from '../../src/quote/access.ts';
import type { PriceBook } from '../../src/quote/price-book.ts';
import { parsePriceBook, type PriceBookInput } from '../../src/price-book/price-book-input.ts';
import { bookInput } from './price-books.ts';

const whole = (min: number, max: number) => fc.integer({ min, max });
const won = whole(0, 10_000_000);
const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b);

const { trucks, days, options } = bookInput;
const ofTrucks = { minLength: trucks.length, maxLength: trucks.length };
const usable = fc.uniqueArray(whole(1_000, 100_000), ofTrucks).map(sorted);
const bases = fc.array(whole(10_000, 50_000_000), ofTrucks).map(sorted);

const ladder = fc
  .uniqueArray(whole(1, HIGHEST_FLOOR - 1), { maxLength: 8 })
  .map((floors) => [...sorted(floors), HIGHEST_FLOOR])
  .chain((floors) =>
    fc
      .array(won, { minLength: floors.length, maxLength: floors.length })
      .map((amounts) => sorted(amounts).map((amount, nth) => ({ upToFloor: floors[nth] ?? 0, amount }))),
  );

const amountsOf = (prices: PriceBookInput['days']) =>
  fc.tuple(...prices.map(({ code }) => won.map((amount) => ({ code, amount }))));

const input: fc.Arbitrary<PriceBookInput> = fc
  .record({
    usable,
    bases,
    half: whole(10, 100),
    standard: whole(10, 100),
    distance: fc.record({
      roadPercent: whole(100, 300),
      includedKm: whole(0, 500),
      perKm: whole(0, 100_000),
    }),
    sea: won,
    ladder,
    stairs: fc.record({ perFloor: whole(0, 1_000_000), highestFloor: whole(1, 30) }),
    days: amountsOf(days),
    options: amountsOf(options),
    deposit: fc.record({ percentOfTotal: whole(0, 50), roundedTo: whole(1, 100_000) }),
  })
  .map(({ usable: litres, bases: prices, half, standard, ...rest }) => ({
    ...bookInput,
    ...rest,
    trucks: trucks.map((truck, nth) => ({
      ...truck,
      usable: (litres[nth] ?? 0) / 1_000,
      base: prices[nth] ?? 0,
    })),
    moveTypes: [
      { moveType: 'FULL_PACKING', percentOfBase: 100 },
      { moveType: 'HALF_PACKING', percentOfBase: half },
      { moveType: 'STANDARD', percentOfBase: standard },
    ],
  }));

/** A price book as operators may publish it, with odd amounts. */
export const anyPriceBook: fc.Arbitrary<PriceBook> = input.map((published) => {
  const parsed = parsePriceBook(published);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return { version: 'any', ...parsed.prices };
});
