import { lockIds } from '@movecall/database/id-locks';
import { insertRows } from '@movecall/database/rows';
import type { Store } from '@movecall/decider';
import type { Database, Transaction } from '@movecall/eventlog';
import { desc } from 'drizzle-orm';
import { priceBooks } from '../tables.ts';
import {
  type BookPublished,
  firstBook,
  type Prices,
  type PublishCommand,
  type PublishedBook,
} from './publishing.ts';

/** There is one price book. This is its id in commands and locks. */
export const PRICE_BOOK = 'price-book';

/** Stores the versions of the price book. */
export const priceBookStore: Store<PublishedBook, PublishCommand, BookPublished> = {
  async load(tx) {
    // A statement sees what was committed before it began, so the lock is waited for first.
    await lockIds(tx, [PRICE_BOOK]);
    return new Map([[PRICE_BOOK, await newestBook(tx)]]);
  },

  async save(tx, changes) {
    const books = changes.flatMap(({ recorded }) => recorded.map(({ fact }) => rowOf(fact.book)));
    await tx.execute(insertRows(priceBooks, books));
  },
};

/** The newest book. Each quote reads it, so every replica uses a new version as soon as it is committed. */
export async function newestBook(db: Database | Transaction): Promise<PublishedBook> {
  const [newest] = await booksOf(db, 1);
  return newest ?? firstBook;
}

/** The newest versions, the newest first, down to the one of the code. */
export async function findBooks(db: Database, first: number): Promise<readonly PublishedBook[]> {
  const books = await booksOf(db, first);
  return books.length < first ? [...books, firstBook] : books;
}

async function booksOf(db: Database | Transaction, first: number): Promise<PublishedBook[]> {
  const rows = await db.select().from(priceBooks).orderBy(desc(priceBooks.number)).limit(first);
  return rows.map(({ number, prices, publishedBy: by, publishedAt: at }) => ({
    number,
    prices: withAllMoveTypes(prices),
    published: { by, at },
  }));
}

/** A book that was published before the code knew a type of move takes its percentage from the first version. */
const withAllMoveTypes = (prices: Prices): Prices => ({
  ...prices,
  percentOfBase: { ...firstBook.prices.percentOfBase, ...prices.percentOfBase },
});

function rowOf({ number, prices, published }: PublishedBook) {
  if (published === null) throw new Error(`book ${number} was published by nobody`);
  return { number, prices, publishedBy: published.by, publishedAt: published.at };
}
