import { expect, test } from 'vitest';
import { createSmallSupergraph } from './support/small-supergraph.ts';

const data = (value: unknown) => ({ data: value, errors: [] });

test('a field that an implementation types more narrowly than its interface is selected by either type', async () => {
  const book = { __typename: 'Book', id: 'b', samePriceProduct: { __typename: 'Book', id: 'c' } };
  const { ask } = await createSmallSupergraph({
    shop: {
      sdl: `type Query { product: Product }
        interface Product { id: ID! samePriceProduct: Product }
        type Book implements Product @key(fields: "id") { id: ID! samePriceProduct: Book }
        type Toy implements Product @key(fields: "id") { id: ID! samePriceProduct: Product }`,
      resolvers: { Query: { product: () => book } },
    },
    prices: {
      sdl: 'type Book @key(fields: "id") { id: ID! price: Int }',
      resolvers: { Book: { price: () => 7 } },
    },
  });
  const text =
    '{ product { samePriceProduct { __typename } ... on Book { samePriceProduct { id price } } } }';
  expect(await ask(text)).toEqual(
    data({ product: { samePriceProduct: { __typename: 'Book', id: 'c', price: 7 } } }),
  );
});

const comments = (limit: number) => Array.from({ length: limit }, (_, id) => ({ id: String(id) }));
const feed = () =>
  createSmallSupergraph({
    people: {
      sdl: `type Query { feed: [Post] ps: [Author] }
        type Post { author: Author comments(limit: Int = 9): [Comment!] }
        type Author @key(fields: "id") { id: ID! name: String size: Int comments(limit: Int = 9): [Comment!] }
        type Comment @shareable { id: ID! }`,
      resolvers: {
        Query: {
          feed: () => [{ author: { id: '1', name: 'Ann', size: 5 } }],
          ps: () => [{ id: '1', name: 'Ann', size: 5 }],
        },
        Author: { comments: (_: never, { limit }: { limit: number }) => comments(limit) },
      },
    },
    fame: {
      sdl: `type Author @key(fields: "id") {
          id: ID! size: Int @external comments(limit: Int = 9): [Comment!] @external
          far: Int @shareable big: Boolean @requires(fields: "size")
          fame: Int @requires(fields: "comments(limit: 3) { id }")
        }
        type Comment @shareable { id: ID! }`,
      resolvers: {
        Author: {
          far: () => 1,
          big: ({ size }: { size: number }) => size > 3,
          fame: (author: { comments: unknown[] }) => author.comments.length,
        },
      },
    },
  });

test.each([
  [
    'arguments that differ from those of @requires',
    '{ feed { author { id comments(limit: 1) { id } fame } } }',
    { feed: [{ author: { id: '1', comments: [{ id: '0' }], fame: 3 } }] },
  ],
  [
    'no arguments where @requires has some',
    '{ feed { author { comments { id } fame } } }',
    { feed: [{ author: { comments: comments(9), fame: 3 } }] },
  ],
  ['an alias that is the name of a key', '{ ps { id: name far } }', { ps: [{ id: 'Ann', far: 1 }] }],
  ['an alias that is a required name', '{ ps { size: name big } }', { ps: [{ size: 'Ann', big: true }] }],
  [
    'an alias that is the name of the type name',
    '{ ps { __typename: name far } }',
    { ps: [{ __typename: 'Ann', far: 1 }] },
  ],
  [
    'the type name under an alias that is the name of a key',
    '{ ps { id: __typename far } }',
    { ps: [{ id: 'Author', far: 1 }] },
  ],
])('a field is what the client asked for: %s', async (_, text, expected) => {
  const { ask } = await feed();
  expect(await ask(text)).toEqual(data(expected));
});

test('one response name means different fields in different types', async () => {
  const { ask } = await createSmallSupergraph({
    shop: {
      sdl: `type Query { all: [Thing] }
        union Thing = Book | Toy
        type Book @key(fields: "id") { id: ID! title: String pages(of: Int): Int }
        type Toy @key(fields: "id") { id: ID! maker: String pages(of: Int): Int }`,
      resolvers: {
        Query: {
          all: () => [
            { __typename: 'Book', id: '1', title: 'B' },
            { __typename: 'Toy', id: '2', maker: 'T' },
          ],
        },
        Book: { pages: (_: never, { of }: { of: number }) => of },
        Toy: { pages: (_: never, { of }: { of: number }) => of },
      },
    },
    other: {
      sdl: 'type Book @key(fields: "id") { id: ID! far: Int }',
      resolvers: { Book: { far: () => 3 } },
    },
  });
  const text = `{ all {
    ... on Book { id: title far pages(of: 1) }
    ... on Toy { id: maker pages(of: 2) x: __typename }
  } }`;
  expect(await ask(text)).toEqual(
    data({
      all: [
        { id: 'B', far: 3, pages: 1 },
        { id: 'T', pages: 2, x: 'Toy' },
      ],
    }),
  );
});

test('the path of an error has the names that the client used', async () => {
  const { ask } = await createSmallSupergraph({
    shop: {
      sdl: 'type Query { b(n: Int): Book } type Book @key(fields: "id") { id: ID! title(n: Int): String }',
      resolvers: {
        Query: { b: () => ({ id: '1' }) },
        Book: {
          title: () => {
            throw new Error('broken');
          },
        },
      },
    },
    other: {
      sdl: 'type Book @key(fields: "id") { id: ID! far(n: Int): Int }',
      resolvers: {
        Book: {
          far: () => {
            throw new Error('far');
          },
        },
      },
    },
  });
  const { data: answered, errors } = await ask('{ id: b(n: 1) { title(n: 2) size: far(n: 3) } }');
  expect(answered).toEqual({ id: { title: null, size: null } });
  expect(errors.map(({ path }) => path)).toEqual([
    ['id', 'title'],
    ['id', 'size'],
  ]);
});

test('the path of an error names the entity that failed, not a neighbour that was not requested', async () => {
  const { ask } = await createSmallSupergraph({
    shop: {
      sdl: `type Query { all: [Thing] } union Thing = Book | Toy
        type Book @key(fields: "id") { id: ID! } type Toy { maker: String }`,
      resolvers: {
        Query: {
          all: () => [
            { __typename: 'Toy', maker: 'T' },
            { __typename: 'Book', id: '1' },
          ],
        },
      },
    },
    other: {
      sdl: 'type Book @key(fields: "id") { id: ID! far: Int }',
      resolvers: {
        Book: {
          far: () => {
            throw new Error('far');
          },
        },
      },
    },
  });
  const { errors } = await ask('{ all { ... on Book { far } ... on Toy { maker } } }');
  expect(errors.map(({ path }) => path)).toEqual([['all', 1, 'far']]);
});

test('an object of which no field is included is an empty object, not null', async () => {
  const { ask } = await createSmallSupergraph({
    shop: {
      sdl: 'type Query { book: Book! } type Book @key(fields: "id") { id: ID! author: Author! title: String } type Author { name: String }',
      resolvers: { Query: { book: () => ({ id: '1', author: { name: 'Ann' }, title: 'T' }) } },
    },
  });
  expect(await ask('{ book { title @skip(if: true) } }')).toEqual(data({ book: {} }));
  expect(
    await ask('{ book { title author { ...F } } } fragment F on Author { name @include(if: false) }'),
  ).toEqual(data({ book: { title: 'T', author: {} } }));
});
