import { describe, expect, test } from 'vitest';
import { defaultPriceBook } from '../../src/quote/default-price-book.ts';
import { loadItem, loadItems } from '../../src/quote/load-items.ts';
import { type Counted, sizeOf } from '../../src/quote/load.ts';
import { chooseTruck } from '../../src/quote/truck.ts';

const family: readonly Counted[] = [
  { code: 'QUEEN_BED', count: 2 },
  { code: 'REFRIGERATOR', count: 1 },
  { code: 'WASHING_MACHINE', count: 1 },
  { code: 'SOFA_3', count: 1 },
  { code: 'DINING_TABLE_4', count: 1 },
  { code: 'TV', count: 1 },
  { code: 'LARGE_BOX', count: 10 },
];
const tonsFor = (items: readonly Counted[]) => chooseTruck(defaultPriceBook, { items })?.truck.tons;

test('two queen beds, refrigerator, washing machine, sofa, table, TV and ten boxes are 9.0 m³ and take 2.5 t', () => {
  // 2 × 1.5 + 1.3 + 0.6 + 1.8 + 1.0 + 0.3 + 10 × 0.1, and 2 × 90 + 130 + 80 + 60 + 60 + 20 + 10 × 15
  expect(sizeOf(family)).toEqual({ litres: 9_000, kilograms: 680 });
  expect(tonsFor(family)).toBe(2.5);
});

test('with a kimchi refrigerator and a piano they are 11.2 m³ and take 3.5 t', () => {
  const more = [...family, { code: 'KIMCHI_REFRIGERATOR', count: 1 }, { code: 'UPRIGHT_PIANO', count: 1 }];
  expect(sizeOf(more)).toEqual({ litres: 11_200, kilograms: 990 });
  expect(tonsFor(more)).toBe(3.5);
});

test.each([
  ['QUEEN_BED', 1_500, 90],
  ['WARDROBE_JA', 450, 40],
  ['REFRIGERATOR', 1_300, 130],
  ['KIMCHI_REFRIGERATOR', 900, 80],
  ['WASHING_MACHINE', 600, 80],
  ['DRYER', 600, 45],
  ['SOFA_3', 1_800, 60],
  ['DINING_TABLE_4', 1_000, 60],
  ['DESK', 800, 40],
  ['BOOKCASE', 700, 40],
  ['TV', 300, 20],
  ['LARGE_BOX', 100, 15],
  ['STANDING_AIR_CONDITIONER', 500, 40],
  ['UPRIGHT_PIANO', 1_300, 230],
])('%s fills %i litres and weighs %i kg', (code, litres, kilograms) => {
  expect(loadItem(code)).toMatchObject({ litres, kilograms });
});

test('the catalogue has each code once, a Korean label and room, and whole sizes', () => {
  expect(new Set(loadItems.map(({ code }) => code)).size).toBe(loadItems.length);
  expect(loadItems.length).toBeGreaterThanOrEqual(54);
  for (const { label, room, litres, kilograms } of loadItems) {
    expect(label).toMatch(/[가-힣]|^TV$/);
    expect(room).toMatch(/[가-힣]/);
    expect([Number.isInteger(litres), Number.isInteger(kilograms)]).toEqual([true, true]);
    expect(Math.min(litres, kilograms)).toBeGreaterThan(0);
  }
});

describe('the smallest truck is chosen', () => {
  const boxes = (count: number) => [{ code: 'LARGE_BOX', count }];

  test.each([
    [54, 1],
    [55, 2.5],
    [108, 2.5],
    [109, 3.5],
    [153, 3.5],
    [154, 5],
    [225, 5],
    [226, 7.5],
    [333, 7.5],
    [334, 10],
    [450, 10],
  ])('that holds %i boxes of 0.1 m³: %d t', (count, tons) => expect(tonsFor(boxes(count))).toBe(tons));

  test.each([
    [50, 1],
    [51, 2.5],
    [125, 2.5],
    [126, 3.5],
  ])('and whose tonnage holds the weight of %i boxes of books, 20 kg each: %d t', (count, tons) =>
    expect(tonsFor([{ code: 'BOOK_BOX', count }])).toBe(tons),
  );

  test('and none for more than 45 m³', () => expect(tonsFor(boxes(451))).toBeUndefined());

  test('by the tonnage that the customer knows, with no size', () => {
    expect(chooseTruck(defaultPriceBook, { tons: 7.5 })).toMatchObject({ truck: { tons: 7.5 }, size: null });
    expect(chooseTruck(defaultPriceBook, { tons: 4 })).toBeNull();
  });
});

test('a larger truck of the default book holds more and costs more', () => {
  const { trucks } = defaultPriceBook;
  for (const [nth, truck] of trucks.slice(1).entries()) {
    const smaller = trucks[nth];
    expect(truck.tons).toBeGreaterThan(smaller?.tons ?? Infinity);
    expect(truck.usableLitres).toBeGreaterThan(smaller?.usableLitres ?? Infinity);
    expect(truck.base).toBeGreaterThan(smaller?.base ?? Infinity);
  }
});
