import type { UserError } from '../../parts/user-errors.ts';
import type { Book } from './price-book-documents.ts';

/** What an operator has typed: the number of each field that differs from the book; null for a text that is no number. */
export type PriceDraft = Readonly<Record<string, number | null>>;

/** The prices of a ladder truck: the lowest floors first, each band begins above the one before. */
export type Bands = Book['ladder'];

/** The bands as they are typed. One with a text that is no number keeps the number before it. */
export const typedBands = ({ ladder }: Book, draft: PriceDraft): Bands =>
  ladder.map(({ upToFloor, amount }, nth) => ({
    upToFloor: draft[`ladder.${nth}.upToFloor`] ?? upToFloor,
    amount: draft[`ladder.${nth}.amount`] ?? amount,
  }));

/** The bands with one more below the last: it goes up to the floor above the band before it, at the same price. */
export function withBand(bands: Bands): Bands {
  const before = bands.at(-2) ?? { upToFloor: 0, amount: 0 };
  return [...bands.slice(0, -1), { ...before, upToFloor: before.upToFloor + 1 }, ...bands.slice(-1)];
}

/** The draft without what was typed into bands, which have other numbers now. */
export const withoutBands = (draft: PriceDraft): PriceDraft =>
  Object.fromEntries(Object.entries(draft).filter(([path]) => !path.startsWith('ladder.')));

/** A number of the book, by its path in the input: `trucks.0.base`. */
export function bookValue(book: Book, path: string): number {
  const value = path
    .split('.')
    .reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>>)[name], book);
  if (typeof value !== 'number') throw new Error(`the price book has no number ${path}`);
  return value;
}

/** The draft with one more change. What equals the book again is no change. */
export function changed(book: Book, draft: PriceDraft, path: string, value: number | null): PriceDraft {
  const { [path]: _before, ...others } = draft;
  return value === bookValue(book, path) ? others : { ...others, [path]: value };
}

const NOT_A_NUMBER = '숫자로 적어 주세요.';

/** The problems that the page finds by itself: a field without a number cannot be sent. */
export const unreadable = (draft: PriceDraft): readonly UserError[] =>
  Object.entries(draft)
    .filter(([, value]) => value === null)
    .map(([path]) => ({
      code: 'INVALID_PRICE_BOOK',
      message: NOT_A_NUMBER,
      field: ['input', ...path.split('.')],
      retryAfterSeconds: null,
    }));

/** The largest whole number that a request can carry. The server's limits are lower. */
const LARGEST = 2 ** 31 - 1;

/** The whole book with the changes of a draft that has numbers only, as the server wants it. */
export function inputOf(book: Book, draft: PriceDraft) {
  const at = (path: string): number => Math.min(draft[path] ?? bookValue(book, path), LARGEST);
  const coded = (list: 'days' | 'options') =>
    book[list].map(({ code }, nth) => ({ code, amount: at(`${list}.${nth}.amount`) }));
  return {
    basedOn: book.version,
    trucks: book.trucks.map(({ tons }, nth) => ({
      tons,
      usable: at(`trucks.${nth}.usable`),
      base: at(`trucks.${nth}.base`),
      crewMen: at(`trucks.${nth}.crewMen`),
      crewWomen: at(`trucks.${nth}.crewWomen`),
    })),
    moveTypes: book.moveTypes.map(({ moveType }, nth) => ({
      moveType,
      percentOfBase: at(`moveTypes.${nth}.percentOfBase`),
    })),
    distance: {
      roadPercent: at('distance.roadPercent'),
      includedKm: at('distance.includedKm'),
      perKm: at('distance.perKm'),
    },
    sea: at('sea'),
    ladder: book.ladder.map((_band, nth) => ({
      upToFloor: at(`ladder.${nth}.upToFloor`),
      amount: at(`ladder.${nth}.amount`),
    })),
    stairs: { perFloor: at('stairs.perFloor'), highestFloor: at('stairs.highestFloor') },
    days: coded('days'),
    options: coded('options'),
    halfDayUpToTons: at('halfDayUpToTons'),
    deposit: { percentOfTotal: at('deposit.percentOfTotal'), roundedTo: at('deposit.roundedTo') },
  };
}
