import { expect, test } from 'vitest';
import { defaultPriceBook } from '../../src/quote/default-price-book.ts';
import { loadItem } from '../../src/quote/load-items.ts';
import { loadPresets } from '../../src/quote/load-presets.ts';
import { sizeOf } from '../../src/quote/load.ts';
import { chooseTruck } from '../../src/quote/truck.ts';

const of = (label: string) => loadPresets.find((preset) => preset.label === label)!;

test.each([
  ['원룸', 1],
  ['투룸', 2.5],
  ['20평', 3.5],
  ['25평', 5],
  ['30평', 7.5],
  ['40평', 10],
])('the load of a home of %s takes a truck of %d t', (label, tons) => {
  expect(chooseTruck(defaultPriceBook, { items: of(label).items })?.truck.tons).toBe(tons);
});

test('a larger home has a larger and heavier load', () => {
  const sizes = loadPresets.map(({ items }) => sizeOf(items));
  expect(sizes).toEqual(sizes.toSorted((one, other) => one.litres - other.litres));
  expect(sizes).toEqual(sizes.toSorted((one, other) => one.kilograms - other.kilograms));
});

test('each preset lists things of the catalogue, each once and no less than one', () => {
  for (const { items } of loadPresets) {
    expect(new Set(items.map(({ code }) => code)).size).toBe(items.length);
    for (const { code, count } of items) {
      expect(loadItem(code)?.code).toBe(code);
      expect(count).toBeGreaterThan(0);
    }
  }
});

test('the code and the label of each preset are its own', () => {
  for (const key of ['code', 'label'] as const)
    expect(new Set(loadPresets.map((preset) => preset[key])).size).toBe(loadPresets.length);
});
