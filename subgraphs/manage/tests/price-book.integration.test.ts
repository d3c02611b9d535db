import type { Viewer } from '@movecall/identity';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { customer, type ManageHarness, operator, sharedManage, startManage } from './harness.ts';
import { bookInput, changed } from './price-book/price-books.ts';
import { AT_NOON, DAY, inputFor, NOW, quotingAt } from './quotes.ts';

const BOOK =
  'version publishedAt publishedBy { id } sea trucks { tons usable base } days { code label amount }';
const ERRORS = 'userErrors { code field message }';
const PUBLISH = `mutation ($input: PriceBookInput!) {
  publishPriceBook(input: $input) { priceBook { ${BOOK} } ${ERRORS} }
}`;
const PREVIEW = `query ($input: PriceBookInput!) {
  priceBookPreview(input: $input) { moves { label before after } ${ERRORS} }
}`;

interface Book {
  readonly version: string;
  readonly publishedAt: string | null;
  readonly publishedBy: { readonly id: string } | null;
  readonly sea: number;
}

interface Errors {
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] }[];
}

/** The default book with a higher price for the truck of 5 t. */
const dearer = { ...bookInput, trucks: changed(bookInput.trucks, 3, { base: 1_300_000 }) };

/** Manage, where operators publish price books. */
function publishingAt(manage: ManageHarness) {
  const { ask } = manage;
  return {
    ...quotingAt(manage),
    async publish(input: object, viewer: Viewer = operator) {
      const { data } = await ask<{ publishPriceBook: Errors & { priceBook: Book | null } }>(viewer, PUBLISH, {
        input,
      });
      return data.publishPriceBook;
    },
    async preview(input: object) {
      const { data } = await ask<{
        priceBookPreview: Errors & { moves: { label: string; before: number; after: number }[] };
      }>(operator, PREVIEW, { input });
      return data.priceBookPreview;
    },
    async newest() {
      const { data } = await ask<{ priceBook: Book }>(operator, `{ priceBook { ${BOOK} } }`);
      return data.priceBook;
    },
    async history() {
      const { data } = await ask<{ priceBooks: Book[] }>(operator, `{ priceBooks { ${BOOK} } }`);
      return data.priceBooks;
    },
  };
}

/** For a test that publishes a price book: it is the newest one for all tests that follow. */
const startPublishing = async () => publishingAt(await startManage({}, AT_NOON));

const shared = sharedManage({}, AT_NOON);

test('the first version is there from the beginning, published by nobody', async () => {
  const { newest, history } = publishingAt(await shared());
  const first = await newest();
  expect(first).toMatchObject({ version: 'default-1', publishedAt: null, publishedBy: null, sea: 1_000_000 });
  expect(await history()).toEqual([first]);
});

test('a new version tells who published it and when; new quotes follow it, old ones stay', async () => {
  const { publish, newest, history, make, read } = await startPublishing();
  const old = await make(null);
  const { priceBook, userErrors } = await publish(dearer);
  expect(userErrors).toEqual([]);
  expect(priceBook).toMatchObject({
    version: 'book-2',
    publishedAt: NOW.toISOString(),
    publishedBy: { id: operator.id },
  });
  expect(await newest()).toEqual(priceBook);
  expect((await history()).map(({ version }) => version)).toEqual(['book-2', 'default-1']);
  expect(await make(null)).toMatchObject({ priceBook: 'book-2', total: 1_870_000 });
  expect(await read(null, old.id)).toEqual(old);
  expect(await make(null, inputFor(DAY), { id: old.id })).toMatchObject({
    version: 2,
    priceBook: 'book-2',
    total: 1_870_000,
  });
});

test('every replica uses a new version at once', async () => {
  const manage = await startPublishing();
  const other = await manage.start({}, AT_NOON);
  await manage.publish(dearer);
  const { data } = await other.ask<{ priceBook: Book }>(operator, `{ priceBook { ${BOOK} } }`);
  expect(data.priceBook.version).toBe('book-2');
});

test('who edited an older version is refused and overwrites nothing', async () => {
  const { publish, newest } = await startPublishing();
  await publish(dearer);
  const { priceBook, userErrors } = await publish({ ...bookInput, sea: 1_100_000 });
  expect(priceBook).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'PRICE_BOOK_CHANGED', field: ['input', 'basedOn'] }]);
  expect(await newest()).toMatchObject({ version: 'book-2', sea: 1_000_000 });
});

test('of two operators who publish at once one is refused; repeating a publication makes no version', async () => {
  const { publish, history } = await startPublishing();
  const seas = [1_100_000, 1_200_000, 1_300_000, 1_400_000];
  const answers = await Promise.all(seas.map((sea) => publish({ ...bookInput, sea })));
  expect(answers.filter(({ priceBook }) => priceBook !== null)).toHaveLength(1);
  expect(await history()).toHaveLength(2);
  const won = answers.findIndex(({ priceBook }) => priceBook !== null);
  expect((await publish({ ...bookInput, sea: seas[won] })).priceBook).toMatchObject({ version: 'book-2' });
  expect(await history()).toHaveLength(2);
});

test('a preview shows the ten typical moves before and after, and stores nothing', async () => {
  const { preview, history } = publishingAt(await shared());
  const { moves, userErrors } = await preview(dearer);
  expect(userErrors).toEqual([]);
  expect(moves).toHaveLength(10);
  expect(moves.filter(({ before, after }) => before !== after)).toEqual([
    {
      label: '5톤 포장, 마포 → 구로, 사다리차 7층 → 15층, 손없는날',
      before: 1_770_000,
      after: 1_870_000,
    },
    {
      label: '5톤 반포장, 마포 → 구로, 사다리차 11층 → 13층, 월말',
      before: 1_530_000,
      after: 1_610_000,
    },
  ]);
  expect(await history()).toHaveLength(1);
});

test('a bad book is neither previewed nor published', async () => {
  const { preview, publish, sql } = publishingAt(await shared());
  const bad = { ...bookInput, trucks: bookInput.trucks.slice(1), sea: -1 };
  const expected = [
    { code: 'INVALID_PRICE_BOOK', field: ['input', 'trucks'] },
    { code: 'INVALID_PRICE_BOOK', field: ['input', 'sea'] },
  ];
  const previewed = await preview(bad);
  expect(previewed.moves).toEqual([]);
  expect(previewed.userErrors).toMatchObject(expected);
  expect((await publish(bad)).userErrors).toMatchObject(expected);
  expect(await sql`select * from price_books`).toEqual([]);
});

test('the price book is for operators alone', async () => {
  const { ask, sql } = publishingAt(await shared());
  const input = dearer;
  for (const [viewer, code] of [
    [customer(randomUUID()), 'FORBIDDEN'],
    [null, 'UNAUTHENTICATED'],
  ] as const) {
    expect((await ask(viewer, '{ priceBook { version } }')).codes).toEqual([code]);
    expect((await ask(viewer, '{ priceBooks { version } }')).codes).toEqual([code]);
    expect((await ask(viewer, PREVIEW, { input })).codes).toEqual([code]);
    expect((await ask(viewer, PUBLISH, { input })).codes).toEqual([code]);
  }
  expect(await sql`select * from price_books`).toEqual([]);
});
