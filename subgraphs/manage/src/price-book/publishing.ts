import { type Decider, type Decision, facts, refusal } from '@movecall/decider/decider';
import { isDeepStrictEqual } from 'node:util';
import { defaultPriceBook } from '../quote/default-price-book.ts';
import type { PriceBook } from '../quote/price-book.ts';

/**
 * The decisions about the price book. Its versions follow each other: the first one comes with the code, operators publish the others. A
 * version never changes, and quotes that name it stay as they are. Who edits names the version that the edit began with: when another one
 * has been published meanwhile, it would be overwritten unseen.
 */
export interface PublishedBook {
  /** 1 for the book of the code. */
  readonly number: number;
  readonly prices: Prices;
  /** Null for the book of the code. */
  readonly published: Publication | null;
}

/** What a book says, without the name of its version. */
export type Prices = Omit<PriceBook, 'version'>;

export interface Publication {
  /** Opaque id of the operator. */
  readonly by: string;
  readonly at: Date;
}

export interface PublishCommand {
  readonly type: 'publish';
  /** The name of the version that was edited. */
  readonly basedOn: string;
  readonly prices: Prices;
  readonly publication: Publication;
}

export interface BookPublished {
  readonly type: 'Published';
  readonly book: PublishedBook;
}

/** Another version has been published since. */
export type PublishRefusal = 'PRICE_BOOK_CHANGED';

const { version: firstVersion, ...firstPrices } = defaultPriceBook;

/** The newest book as long as nobody has published one. */
export const firstBook: PublishedBook = { number: 1, prices: firstPrices, published: null };

export const versionOf = (number: number): string => (number === 1 ? firstVersion : `book-${number}`);

/** A book as quotes are reckoned with it. */
export const priceBookOf = ({ number, prices }: PublishedBook): PriceBook => ({
  ...prices,
  version: versionOf(number),
});

/** The state is the newest book. */
export const publishingDecider: Decider<PublishedBook, PublishCommand, BookPublished, PublishRefusal> = {
  decide,
  evolve: (_newest, { book }) => book,
};

/** Publishing what is the newest already changes nothing: the answer to the first attempt may have been lost. */
function decide(
  newest: PublishedBook,
  { basedOn, prices, publication }: PublishCommand,
): Decision<BookPublished, PublishRefusal> {
  if (isDeepStrictEqual(newest.prices, prices)) return facts();
  if (basedOn !== versionOf(newest.number)) return refusal('PRICE_BOOK_CHANGED');
  return facts({ type: 'Published', book: { number: newest.number + 1, prices, published: publication } });
}
