import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createSmallSupergraph } from './support/small-supergraph.ts';

const { ask, loaded, takeRequests } = await createSmallSupergraph({
  shop: {
    sdl: 'type Query { book: Book secret: Int @inaccessible } type Book { title(of: Int): String }',
    resolvers: { Query: { book: () => ({ title: 'T' }) } },
  },
});

test('the whole schema is answered without a request to a subgraph', async () => {
  const { data } = await ask(getIntrospectionQuery());
  expect(printSchema(buildClientSchema(data as never))).toBe(printSchema(loaded.apiSchema));
  expect(JSON.stringify(data)).not.toContain('secret');
  expect(takeRequests()).toEqual([]);
});

test('introspection beside fields, in fragments, with aliases, variables and conditions', async () => {
  const text = `query ($name: String!, $off: Boolean!) {
    book { name: title(of: 1) }
    ...F
    ... @include(if: $off) { __schema { queryType { name } } }
  } fragment F on Query { title: __type(name: $name) { t: __typename name kind of: fields { name args { name } } } }`;
  expect(await ask(text, { name: 'Book', off: false })).toEqual({
    data: {
      book: { name: 'T' },
      title: {
        t: '__Type',
        name: 'Book',
        kind: 'OBJECT',
        of: [{ name: 'title', args: [{ name: 'of' }] }],
      },
    },
    errors: [],
  });
  expect(await ask('{ __type(name: "Nobody") { name } }')).toEqual({ data: { __type: null }, errors: [] });
});
