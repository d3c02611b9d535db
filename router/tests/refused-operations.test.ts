import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { compileDocument } from './support/compile-document.ts';
import { createSmallSupergraph } from './support/small-supergraph.ts';

/** An operation whose answer could be wrong is refused with a reason. */
const shop = {
  sdl: `type Query { product: Product a: Int }
    type Product @key(fields: "id") { id: ID! price(in: String): Int }`,
  resolvers: {
    Query: { product: () => ({ id: '1' }) },
    Product: { price: (_: never, args: { in: string }) => (args.in === 'KRW' ? 1400 : 1) },
  },
};

const shipping = (required: string) => ({
  sdl: `type Product @key(fields: "id") {
      id: ID! price(in: String): Int @external
      inWon: Int @requires(fields: "price(in: \\"KRW\\")")
      also: Int @requires(fields: "price(in: \\"${required}\\")")
    }`,
  resolvers: {
    Product: {
      inWon: ({ price }: { price: number }) => price,
      also: ({ price }: { price: number }) => price,
    },
  },
});

test('two fields that require one field with different arguments are refused together, and answered alone', async () => {
  const { ask } = await createSmallSupergraph({ shop, shipping: shipping('USD') });
  expect((await ask('{ product { inWon } }')).data).toEqual({ product: { inWon: 1400 } });
  expect((await ask('{ product { also } }')).data).toEqual({ product: { also: 1 } });
  await expect(ask('{ product { inWon also } }')).rejects.toThrow('required twice with different arguments');
});

test('two fields that require one field with the same arguments are answered', async () => {
  const { ask } = await createSmallSupergraph({ shop, shipping: shipping('KRW') });
  expect((await ask('{ product { inWon also price(in: "USD") } }')).data).toEqual({
    product: { inWon: 1400, also: 1400, price: 1 },
  });
});

test('fields of two subgraphs that require one field with different arguments are refused together', async () => {
  const { sdl, resolvers } = shipping('KRW');
  const { ask } = await createSmallSupergraph({
    shop,
    shipping: { sdl, resolvers },
    taxes: {
      sdl: `type Product @key(fields: "id") {
          id: ID! price(in: String): Int @external tax: Int @requires(fields: "price(in: \\"USD\\")")
        }`,
      resolvers: { Product: { tax: ({ price }: { price: number }) => price } },
    },
  });
  expect((await ask('{ product { tax } }')).data).toEqual({ product: { tax: 1 } });
  await expect(ask('{ product { inWon tax } }')).rejects.toThrow('required twice with different arguments');
});

test('a field that the plan does not request is an error, not null', async () => {
  const { loaded } = await createSmallSupergraph({ shop });
  const planner = { buildQueryPlan: () => ({ kind: 'QueryPlan' }) };
  const compile = (text: string) => {
    const document = parse(text);
    return compileDocument({ loaded: { ...loaded, planner: planner as never }, send: {} }, document);
  };
  expect(() => compile('{ mine: a }')).toThrow('no subgraph has the field mine');
  const conditional = compile('query ($on: Boolean!) { __typename a @include(if: $on) }');
  const context = { viewer: null, traceparent: '' };
  expect(await conditional({ on: false }, context)).toMatchObject({ data: '{"__typename":"Query"}' });
  await expect(conditional({ on: true }, context)).rejects.toThrow('no subgraph has the field a');
});

test('a supergraph with @context is refused at the start, by name', async () => {
  const start = () =>
    createSmallSupergraph({
      shop: {
        sdl: `type Query { t: T! }
          type T @key(fields: "id") @context(name: "cx") { id: ID! u: U! currency: String! }
          type U @key(fields: "id") { id: ID! price(in: String @fromContext(field: "$cx { currency }")): Int }`,
      },
    });
  await expect(start()).rejects.toThrow(/cannot serve this supergraph.*context\/v0\.1/s);
});

test('a variable named as the list of entities is refused where entities are requested', async () => {
  const near = { sdl: 'type Product @key(fields: "id") { id: ID! depots(near: String): Int }' };
  const { ask } = await createSmallSupergraph({ shop, near });
  const text = 'query ($representations: String) { product { depots(near: $representations) } }';
  await expect(ask(text)).rejects.toThrow(/representations/);
});

test('an operation that can be divided among the subgraphs in too many ways is refused at once', async () => {
  const kinds = ['Book', 'Toy', 'Disc'];
  const sharing = (own: string) => ({
    sdl: `type Query { item: Item @shareable } interface Item { id: ID! near: Item x: Int }
      ${kinds.map((kind) => `type ${kind} implements Item @key(fields: "id") { id: ID! near: Item @shareable x: Int @shareable ${own}: Int }`).join('\n')}`,
  });
  const { ask } = await createSmallSupergraph({ a: sharing('a'), b: sharing('b'), c: sharing('c') });
  await expect(ask('{ item { near { near { near { x ... on Book { a b } } } } } }')).rejects.toThrow(
    'it can be divided among the subgraphs in too many ways',
  );
});
