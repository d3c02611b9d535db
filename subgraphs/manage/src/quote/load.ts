import { loadItem } from './load-items.ts';

/** How many of something. A list of them names each code once. */
export interface Counted {
  readonly code: string;
  readonly count: number;
}

/** What is moved: things from the catalogue, or a tonnage that the customer knows. */
export type Load = { readonly items: readonly Counted[] } | { readonly tons: number };

/** The size of a load, in whole litres and kilograms: sums of whole numbers do not depend on their order. */
export interface LoadSize {
  readonly litres: number;
  readonly kilograms: number;
}

/**
 * The size of a list of things.
 *
 * @throws Error for a code that the catalogue does not have; `parseQuoteInput` refuses it before
 */
export function sizeOf(items: readonly Counted[]): LoadSize {
  let [litres, kilograms] = [0, 0];
  for (const { code, count } of items) {
    const item = loadItem(code);
    if (!item) throw new Error(`the catalogue has no item ${code}`);
    litres += item.litres * count;
    kilograms += item.kilograms * count;
  }
  return { litres, kilograms };
}
