import { expect, test } from 'vitest';
import { parsePriceBook, type PriceBookInput } from '../../src/price-book/price-book-input.ts';
import { defaultPriceBook } from '../../src/quote/default-price-book.ts';
import { bookInput, changed } from './price-books.ts';

const { trucks, ladder, days, options, moveTypes, distance, stairs, deposit } = bookInput;

test('the default book is a valid one, in whatever order its lists come', () => {
  const { version: _version, ...prices } = defaultPriceBook;
  expect(parsePriceBook(bookInput)).toEqual({ prices });
  const shuffled = {
    ...bookInput,
    trucks: trucks.toReversed(),
    moveTypes: moveTypes.toReversed(),
    days: days.toReversed(),
    options: options.toReversed(),
  };
  expect(parsePriceBook(shuffled)).toEqual({ prices });
});

const bad: readonly (readonly [what: string, change: Partial<PriceBookInput>, field: string])[] = [
  ['a missing truck', { trucks: trucks.slice(1) }, 'trucks'],
  ['a truck twice', { trucks: [...trucks.slice(1), trucks[1]!] }, 'trucks'],
  ['an unknown truck', { trucks: changed(trucks, 0, { tons: 1.5 }) }, 'trucks'],
  ['no truck', { trucks: [] }, 'trucks'],
  ['a truck that holds nothing', { trucks: changed(trucks, 0, { usable: 0 }) }, 'trucks.0.usable'],
  ['a part of a litre', { trucks: changed(trucks, 0, { usable: 5.4001 }) }, 'trucks.0.usable'],
  ['a truck of 10,000 m³', { trucks: changed(trucks, 5, { usable: 10_000 }) }, 'trucks.5.usable'],
  ['a larger truck that holds no more', { trucks: changed(trucks, 2, { usable: 10.8 }) }, 'trucks.2.usable'],
  ['a negative base price', { trucks: changed(trucks, 0, { base: -1 }) }, 'trucks.0.base'],
  ['an absurd base price', { trucks: changed(trucks, 5, { base: 2_000_000_000 }) }, 'trucks.5.base'],
  ['a larger truck that costs less', { trucks: changed(trucks, 3, { base: 1_000_000 }) }, 'trucks.3.base'],
  ['a truck without a crew', { trucks: changed(trucks, 1, { crewMen: 0 }) }, 'trucks.1.crewMen'],
  ['minus one woman', { trucks: changed(trucks, 1, { crewWomen: -1 }) }, 'trucks.1.crewWomen'],
  ['a missing type of move', { moveTypes: moveTypes.slice(1) }, 'moveTypes'],
  [
    'a packed move below the base',
    { moveTypes: changed(moveTypes, 0, { percentOfBase: 90 }) },
    'moveTypes.0.percentOfBase',
  ],
  ['80,000 %', { moveTypes: changed(moveTypes, 1, { percentOfBase: 80_000 }) }, 'moveTypes.1.percentOfBase'],
  [
    'a road shorter than the straight line',
    { distance: { ...distance, roadPercent: 99 } },
    'distance.roadPercent',
  ],
  ['minus 1 km', { distance: { ...distance, includedKm: -1 } }, 'distance.includedKm'],
  ['a million for each km', { distance: { ...distance, perKm: 1_000_000 } }, 'distance.perKm'],
  ['a negative passage', { sea: -1_000 }, 'sea'],
  ['no ladder prices', { ladder: [] }, 'ladder'],
  ['floors above the last band', { ladder: ladder.slice(0, -1) }, 'ladder.6.upToFloor'],
  [
    'a band that ends before it begins',
    { ladder: changed(ladder, 1, { upToFloor: 6 }) },
    'ladder.1.upToFloor',
  ],
  ['a band below the ground', { ladder: changed(ladder, 0, { upToFloor: 0 }) }, 'ladder.0.upToFloor'],
  ['a negative ladder price', { ladder: changed(ladder, 0, { amount: -1 }) }, 'ladder.0.amount'],
  ['a higher floor that costs less', { ladder: changed(ladder, 2, { amount: 1 }) }, 'ladder.2.amount'],
  ['negative stairs', { stairs: { ...stairs, perFloor: -1 } }, 'stairs.perFloor'],
  ['stairs to the 100th floor', { stairs: { ...stairs, highestFloor: 100 } }, 'stairs.highestFloor'],
  ['a missing kind of day', { days: days.slice(1) }, 'days'],
  ['a negative surcharge', { days: changed(days, 2, { amount: -200_000 }) }, 'days.2.amount'],
  ['an unknown option', { options: changed(options, 0, { code: 'HELICOPTER' }) }, 'options'],
  ['an absurd option', { options: changed(options, 4, { amount: 2_147_483_647 }) }, 'options.4.amount'],
  ['half a day with a truck that is not there', { halfDayUpToTons: 4 }, 'halfDayUpToTons'],
  ['a deposit above the half', { deposit: { ...deposit, percentOfTotal: 51 } }, 'deposit.percentOfTotal'],
  ['a deposit in steps of nothing', { deposit: { ...deposit, roundedTo: 0 } }, 'deposit.roundedTo'],
];

test.each(bad)('%s is refused beside its field, in Korean', (_what, change, field) => {
  const parsed = parsePriceBook({ ...bookInput, ...change });
  if (!('problems' in parsed)) throw new Error('the book was accepted');
  expect(parsed.problems.map((problem) => problem.field.join('.'))).toEqual([`input.${field}`]);
  expect(parsed.problems[0]).toMatchObject({
    code: 'INVALID_PRICE_BOOK',
    message: expect.stringMatching(/[가-힣]/),
  });
});

test('all problems are told at once', () => {
  const parsed = parsePriceBook({ ...bookInput, sea: -1, trucks: [], halfDayUpToTons: 3 });
  if (!('problems' in parsed)) throw new Error('the book was accepted');
  expect(parsed.problems.map(({ field }) => field.join('.'))).toEqual([
    'input.trucks',
    'input.sea',
    'input.halfDayUpToTons',
  ]);
});
