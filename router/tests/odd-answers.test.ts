import { createLogger } from '@movecall/telemetry/logger';
import type { GraphQLFormattedError } from 'graphql';
import { expect, test } from 'vitest';
import { writeResponse } from '../src/execution/masked-response.ts';
import { createSmallSupergraph } from './support/small-supergraph.ts';

/** What a subgraph should not answer is an error, and never an exception inside. */
const shop = {
  sdl: 'type Query { books: [Book] } type Book @key(fields: "id") { id: ID! }',
  resolvers: { Query: { books: () => [{ id: '1' }, { id: '2' }] } },
};
const press = { sdl: 'type Book @key(fields: "id") { id: ID! pages: Int }' };
const noPages = { books: [{ pages: null }, { pages: null }] };
const OTHERS = 'A subgraph answered with other entities than the router requested.';

async function askPages(answer: unknown) {
  const { ask } = await createSmallSupergraph({ shop, press }, { press: () => answer });
  return ask('{ books { pages } }');
}

test.each([
  ['an error that is null', { data: null, errors: [{ message: 'a' }, null] }],
  ['an error that is a text', { data: null, errors: [{ message: 'a' }, 'b'] }],
  ['an error without a message', { data: null, errors: [{ message: 'a' }, { path: 'x', extensions: [] }] }],
])('%s is an error without a message', async (_, answer) => {
  expect(await askPages(answer)).toEqual({
    data: noPages,
    errors: [{ message: 'a' }, { message: 'A subgraph reported an error without a message.' }],
  });
});

test('an error of an entity that was not requested is reported without a path', async () => {
  const error = { message: 'far', path: ['_entities', 7, 'pages'] };
  expect(await askPages({ data: { _entities: [null, null] }, errors: [error] })).toEqual({
    data: noPages,
    errors: [{ message: 'far' }],
  });
});

test.each([
  ['a text', ['x', 'y'], 2],
  ['a list', [[], null], 1],
  ['too few', [{ pages: 1 }], 1],
])('entities that are none are an error: %s', async (_, _entities, count) => {
  const { data, errors } = await askPages({ data: { _entities } });
  expect(data).toEqual(noPages);
  expect(errors.map(({ message }) => message)).toEqual(Array.from({ length: count }, () => OTHERS));
});

/** Two subgraphs share `box`, and each of them answers one field of its parts. */
function sharing(first: unknown, second: unknown) {
  const sdl = (field: string) =>
    `type Query { box: Box @shareable } type Box { parts: [Part] @shareable one: Part @shareable } type Part { ${field}: Int }`;
  return createSmallSupergraph(
    { first: { sdl: sdl('a') }, second: { sdl: sdl('b') } },
    { first: () => ({ data: { box: first } }), second: () => ({ data: { box: second } }) },
  );
}

test('a shared list that is longer in one subgraph keeps its entries', async () => {
  const { ask } = await sharing({ parts: [{ a: 1 }, { a: 2 }] }, { parts: [{ b: 3 }] });
  expect((await ask('{ box { parts { a b } } }')).data).toEqual({
    box: {
      parts: [
        { a: 1, b: 3 },
        { a: 2, b: null },
      ],
    },
  });
  const other = await sharing({ parts: [{ a: 1 }] }, { parts: [null, { b: 4 }] });
  expect((await other.ask('{ box { parts { a b } } }')).data).toEqual({
    box: {
      parts: [
        { a: 1, b: null },
        { a: null, b: 4 },
      ],
    },
  });
});

test('a shared object that is null in one subgraph keeps the fields of the other', async () => {
  for (const [first, second] of [
    [{ one: { a: 1 } }, { one: null }],
    [{ one: { a: 1 } }, null],
  ]) {
    const { ask } = await sharing(first, second);
    expect((await ask('{ box { one { a b } } }')).data).toEqual({ box: { one: { a: 1, b: null } } });
  }
});

test('an integer that lost digits is an error, in a custom scalar too', async () => {
  const sdl = 'type Query { counts: [Count] any: Count } scalar Count';
  const answer =
    '{"data":{"counts":[9007199254740991,9007199254740993,-9007199254740993,"9007199254740993",1.5,1e21]}}';
  const { ask } = await createSmallSupergraph({ shop: { sdl } }, { shop: () => JSON.parse(answer) });
  const { data, errors } = await ask('{ counts }');
  expect(data).toEqual({ counts: [9007199254740991, null, null, '9007199254740993', 1.5, 1e21] });
  expect(errors.map(({ path }) => path)).toEqual([
    ['counts', 1],
    ['counts', 2],
  ]);
});

test('an outage under a long list costs a limited number of errors', async () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => ({ id: String(index) }));
  const { ask } = await createSmallSupergraph(
    { shop, press: { sdl: 'type Book @key(fields: "id") { id: ID! pages: Int words: Int }' } },
    {
      shop: () => ({ data: { books: ids.map((each) => ({ __typename: 'Book', ...each })) } }),
      press: () => {
        throw new Error('no answer');
      },
    },
  );
  const { errors } = await ask('{ books { pages words } }');
  expect(errors).toHaveLength(101);
  expect(errors[1]).toMatchObject({
    path: ['books', 0, 'words'],
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  expect(errors[100]).toEqual({
    message: 'There are more errors.',
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
});

test('which codes and extensions of errors reach the client is configuration', () => {
  const error: GraphQLFormattedError = {
    message: 'Out.',
    path: ['a'],
    extensions: { code: 'SOLD_OUT', left: 0, host: 'x' },
  };
  const errors = [error, { message: 'Plain.' }];
  const logger = createLogger('test', 'silent');
  const seen = (codes: ReadonlySet<string> | 'all', extensions: ReadonlySet<string> | 'all') =>
    writeResponse({ data: 'null', errors }, logger, '', { codes, extensions }).errors;
  const masked = { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  expect(seen(new Set(), new Set())).toEqual([{ ...masked, path: ['a'] }, masked]);
  expect(seen(new Set(['SOLD_OUT']), new Set(['left']))).toEqual([
    { message: 'Out.', path: ['a'], extensions: { code: 'SOLD_OUT', left: 0 } },
    masked,
  ]);
  expect(seen('all', 'all')).toEqual(errors);
});
