import type { Load } from '../quote/load.ts';
import { loadItem } from '../quote/load-items.ts';
import type { OwnedQuote } from '../quote/quote.ts';
import type { Agreement, LoadedItem } from './contract.ts';

/** What a customer agrees to by accepting a quote. It is a snapshot: later changes of quote and catalogue do not touch it. */
export function agreementOf(owned: OwnedQuote, consent: Omit<Agreement, 'quote' | 'items'>): Agreement {
  const { ownerId: _, ...quote } = owned;
  return { ...consent, quote, items: itemsOf(quote.request.load) };
}

/** @throws Error for a code that the catalogue does not have: no quote has it */
function itemsOf(load: Load): readonly LoadedItem[] | null {
  if ('tons' in load) return null;
  return load.items.map(({ code, count }) => {
    const item = loadItem(code);
    if (!item) throw new Error(`the catalogue has no item ${code}`);
    const { label, litres, kilograms } = item;
    return { code, label, count, litres, kilograms };
  });
}
