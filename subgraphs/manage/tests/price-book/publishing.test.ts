import { specificationOf } from '@movecall/testkit/decider-specification';
import { expect, test } from 'vitest';
import {
  type BookPublished,
  firstBook,
  priceBookOf,
  type Prices,
  type PublishCommand,
  publishingDecider,
} from '../../src/price-book/publishing.ts';
import { previewOf } from '../../src/price-book/preview.ts';
import { defaultPriceBook } from '../../src/quote/default-price-book.ts';
import { calendar } from '../quote/fixtures.ts';

const given = specificationOf(publishingDecider, firstBook);
const publication = { by: 'kim', at: new Date('2026-12-01T03:00:00Z') };
const dearer: Prices = { ...firstBook.prices, sea: 1_200_000 };
const dearest: Prices = { ...firstBook.prices, sea: 1_500_000 };
const publish = (basedOn: string, prices: Prices): PublishCommand => ({
  type: 'publish',
  basedOn,
  prices,
  publication,
});
const Second: BookPublished = {
  type: 'Published',
  book: { number: 2, prices: dearer, published: publication },
};

test('the first version is the book of the code', () => {
  expect(priceBookOf(firstBook)).toEqual(defaultPriceBook);
});

test('an edit of the newest version becomes the next one', () => {
  expect(given().when(publish('default-1', dearer))).toEqual({ facts: [Second] });
  expect(given(Second).when(publish('book-2', dearest))).toMatchObject({ facts: [{ book: { number: 3 } }] });
});

test('an edit of an older version is refused, and so is one of a version that does not exist', () => {
  for (const basedOn of ['default-1', 'book-3', ''])
    expect(given(Second).when(publish(basedOn, dearest))).toEqual({ refusal: 'PRICE_BOOK_CHANGED' });
});

test('publishing what is the newest already changes nothing, whatever it was based on', () => {
  expect(given(Second).when(publish('default-1', dearer))).toEqual({ facts: [] });
  expect(given().when(publish('default-1', firstBook.prices))).toEqual({ facts: [] });
});

test('ten typical moves show what a new version changes; each part of a book shows in one of them', () => {
  const same = previewOf(defaultPriceBook, defaultPriceBook, calendar);
  expect(same).toHaveLength(10);
  for (const { before, after } of same) expect(after).toBe(before);
  // Packed, 5 t, ladder trucks at the 7th and at the 15th floor, 손없는날.
  expect(same[4]).toMatchObject({ before: 1_770_000 });
  const { prices } = firstBook;
  const changes: readonly Partial<Prices>[] = [
    ...prices.trucks.map((_truck, nth) => ({
      trucks: prices.trucks.map((truck, at) => (at === nth ? { ...truck, base: truck.base + 1_000 } : truck)),
    })),
    { percentOfBase: { ...prices.percentOfBase, HALF_PACKING: 81 } },
    { distance: { ...prices.distance, perKm: 2_100 } },
    { sea: 1_100_000 },
    ...prices.ladder.map((_band, nth) => ({
      ladder: prices.ladder.map((band, at) => (at === nth ? { ...band, amount: band.amount + 1_000 } : band)),
    })),
    { stairs: { ...prices.stairs, perFloor: 31_000 } },
    ...Object.keys(prices.days).map((kind) => ({ days: { ...prices.days, [kind]: 210_000 } })),
    ...prices.options.map((_option, nth) => ({
      options: prices.options.map((option, at) =>
        at === nth ? { ...option, amount: option.amount + 1_000 } : option,
      ),
    })),
  ];
  for (const change of changes) {
    const preview = previewOf(defaultPriceBook, { ...defaultPriceBook, ...change }, calendar);
    expect(preview.some(({ before, after }) => before !== after)).toBe(true);
  }
});

test('a move that has to be looked at first has no price in the preview', () => {
  const careful = { ...defaultPriceBook, stairs: { ...defaultPriceBook.stairs, highestFloor: 4 } };
  const preview = previewOf(defaultPriceBook, careful, calendar);
  expect(preview.filter(({ after }) => after === null)).toMatchObject([{ before: expect.any(Number) }]);
});
