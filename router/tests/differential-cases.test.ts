import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { expect, test } from 'vitest';
import type { Outcome } from '../src/execution/compiled-operation.ts';
import type { Send, SubgraphAnswer } from '../src/subgraphs/client.ts';
import { loadSupergraph } from '../src/supergraph.ts';
import { prepareBoth } from './support/both-executors.ts';
import { compileDocument, operationOf } from './support/compile-document.ts';
import { composed } from './support/test-supergraph-schema.ts';

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key" "@inaccessible"])`;
const shop = `${federation}
type Query { books: [Book] rows: [[Book!]] strict: [[Int!]!]! constructor: Int }
interface Item { id: ID! }
type Book implements Item @key(fields: "id") { id: ID! title: String! grade: Grade }
enum Grade { A B SECRET @inaccessible }`;
const press = `${federation}
type Book @key(fields: "id") { id: ID! pages: Int! note: String }`;

const loaded = await loadSupergraph(composed({ shop, press }));
const context = { viewer: null, traceparent: '' };

interface Subgraphs {
  readonly shop: SubgraphAnswer;
  /** The answer to a request for the entities with these ids. */
  readonly press?: (ids: readonly string[]) => SubgraphAnswer;
}

function subgraphs(answers: Subgraphs) {
  const requested: string[][] = [];
  const send: Record<string, Send> = {
    shop: async () => structuredClone(answers.shop),
    press: async ({ body }) => {
      const representations = JSON.parse(body).variables.representations as { id: string }[];
      const ids = representations.map(({ id }) => id);
      requested.push(ids);
      return answers.press?.(ids) ?? Promise.reject(new Error('no answer'));
    },
  };
  return { send, requested };
}

function compile(text: string, send: Readonly<Record<string, Send>> = {}) {
  const document = parse(text);
  return compileDocument({ loaded, send }, document);
}

async function execute(text: string, answers: Subgraphs, variables: Record<string, unknown> = {}) {
  const { send, requested } = subgraphs(answers);
  const outcome = await (compile(text, send)(variables, context) as Promise<Outcome>);
  return { data: JSON.parse(outcome.data), errors: outcome.errors, requested };
}

/** Executes an operation; the subgraph answers each root field with the value of its name, under the alias of the request. */
async function executeByAlias(
  text: string,
  values: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, unknown>> = {},
) {
  let queries = '';
  const shopSend: Send = async ({ body }) => {
    queries += body;
    const { selectionSet } = operationOf(parse(JSON.parse(body).query));
    const fieldsIn = ({ selections }: SelectionSetNode): FieldNode[] =>
      selections.flatMap((each) => {
        if (each.kind === Kind.FIELD) return [each];
        return each.kind === Kind.INLINE_FRAGMENT ? fieldsIn(each.selectionSet) : [];
      });
    const fields = fieldsIn(selectionSet);
    return {
      data: Object.fromEntries(
        fields.map(({ alias, name }) => [(alias ?? name).value, structuredClone(values[name.value])]),
      ),
    };
  };
  const answer = (await compile(text, { shop: shopSend })(variables, context)) as Outcome;
  return { queries, answer };
}

const book = (id: string) => ({ __typename: 'Book', id });

test('a forbidden null nullifies the closest nullable parent, through lists, and is one error', async () => {
  const strict = await execute('{ strict }', {
    shop: {
      data: {
        strict: [
          [1, 2],
          [3, null],
        ],
      },
    },
  });
  expect(strict.data).toBeNull();
  expect(strict.errors).toMatchObject([{ path: ['strict', 1, 1] }]);

  const rows = [[{ title: 'a' }], [{ title: 'b' }, { title: null }], null];
  const { data, errors } = await execute('{ rows { title } }', { shop: { data: { rows } } });
  expect(data).toEqual({ rows: [[{ title: 'a' }], null, null] });
  expect(errors).toMatchObject([{ path: ['rows', 1, 1, 'title'] }]);
});

test('an entity that occurs several times is requested once; its errors are reported at each place', async () => {
  const { data, errors, requested } = await execute('{ books { note } }', {
    shop: { data: { books: [book('1'), null, book('2'), book('1')] } },
    press: (ids) => ({
      data: { _entities: ids.map((id) => ({ note: id === '1' ? null : id })) },
      errors: ids.map((id, index) => ({ message: id, path: ['_entities', index, 'note'] })),
    }),
  });
  expect(requested).toEqual([['1', '2']]);
  expect(data).toEqual({ books: [{ note: null }, null, { note: '2' }, { note: null }] });
  expect(errors.map(({ message, path }) => [message, path])).toEqual([
    ['1', ['books', 0, 'note']],
    ['1', ['books', 3, 'note']],
    ['2', ['books', 2, 'note']],
  ]);
});

test('an error has the path of its entity even if other entities of the list were not requested', async () => {
  const { errors } = await execute('{ books { note } }', {
    shop: { data: { books: [{ __typename: 'Book' }, book('2')] } },
    press: () => ({
      data: { _entities: [{ note: null }] },
      errors: [{ message: 'no note', path: ['_entities', 0, 'note'] }],
    }),
  });
  expect(errors.map(({ path }) => path)).toEqual([['books', 1, 'note']]);
});

test('an unavailable subgraph costs its own fields, one error each', async () => {
  const { data, errors } = await execute('{ books { title note } }', {
    shop: { data: { books: [{ ...book('1'), title: 'a' }] } },
  });
  expect(data).toEqual({ books: [{ title: 'a', note: null }] });
  expect(errors).toMatchObject([{ path: ['books', 0, 'note'], extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
});

test('an unavailable subgraph costs only the fields that the default of a condition includes', async () => {
  const text =
    'query ($on: Boolean = true, $off: Boolean! = false) { books { note @include(if: $on) pages @include(if: $off) } }';
  const { data, errors } = await execute(text, { shop: { data: { books: [book('1')] } } });
  expect(data).toEqual({ books: [{ note: null }] });
  expect(errors).toMatchObject([{ path: ['books', 0, 'note'] }]);
});

test('@skip and @include apply to fields, fragments and spreads, with literals, variables and defaults', async () => {
  const text = `query ($a: Boolean!, $b: Boolean = true) {
    x: books { title @skip(if: $a) id @include(if: true) } ... @skip(if: $b) { y: books { id } } ...F @include(if: $b)
  } fragment F on Query { z: books { id } }`;
  const one = { id: '1', title: 'a' };
  const answer = async (variables: Record<string, unknown>) =>
    JSON.parse((await executeByAlias(text, { books: [one] }, variables)).answer.data);
  expect(await answer({ a: true })).toEqual({ x: [{ id: '1' }], z: [{ id: '1' }] });
  expect(await answer({ a: false, b: false })).toEqual({ x: [{ title: 'a', id: '1' }], y: [{ id: '1' }] });
});

test('fields are in the order of the specification, whatever the order of the subgraph', async () => {
  const { send } = subgraphs({
    shop: { data: { books: [{ id: '1', grade: 'A', title: 'a', __typename: 'Book' }] } },
  });
  const run = compile('{ books { title } ... { books { grade } } books { id } }', send);
  expect((await run({}, context))?.data).toBe('{"books":[{"title":"a","grade":"A","id":"1"}]}');
});

test('a violation is reported if no subgraph failed, and omitted if one did', async () => {
  const books = [{ ...book('1'), title: null }];
  const alone = await execute('{ books { title } }', { shop: { data: { books } } });
  expect(alone).toMatchObject({ data: { books: [null] }, errors: [{ path: ['books', 0, 'title'] }] });
  const failed = await execute('{ books { title } }', {
    shop: { data: { books }, errors: [{ message: 'the reason' }] },
  });
  expect(failed).toMatchObject({ data: { books: [null] }, errors: [{ message: 'the reason' }] });
});

test('a hidden enum value and a value of another type are null and an error', async () => {
  const grades = ['B', 'SECRET', 'toString', 1].map((grade) => ({ grade }));
  const { data, errors } = await execute('{ books { grade } }', { shop: { data: { books: grades } } });
  expect(data).toEqual({ books: [{ grade: 'B' }, { grade: null }, { grade: null }, { grade: null }] });
  expect(errors.map(({ path }) => path?.[1])).toEqual([1, 2, 3]);
  expect(JSON.stringify(errors)).not.toContain('SECRET');
  const large = await execute('{ strict }', { shop: { data: { strict: [[1e21]] } } });
  expect(large).toMatchObject({ data: null, errors: [{ path: ['strict', 0, 0] }] });
});

test('names that every object has are names like any other', async () => {
  const { send } = subgraphs({ shop: { data: {} } });
  const missing = await compile('{ constructor toString: constructor }', send)({}, context);
  expect(missing?.data).toBe('{"constructor":null,"toString":null}');
  const { queries, answer } = await executeByAlias('{ __proto__: books { id } constructor }', {
    books: [{ id: '1' }],
    constructor: 7,
  });
  expect(queries).not.toContain('__proto__');
  expect(answer.data).toBe('{"__proto__":[{"id":"1"}],"constructor":7}');
});

test('an operation with many conditions is answered for each combination of them', async () => {
  const names = [...'abcdefgh'];
  const text = `query (${names.map((name) => `$${name}: Boolean!`).join()}) {
    ${names.map((name) => `${name}: books @include(if: $${name}) { id }`).join(' ')} }`;
  const { send } = subgraphs({ shop: { data: {} } });
  const run = compile(text, send);
  const variables = Object.fromEntries(names.map((name) => [name, 'bh'.includes(name)]));
  expect((await run(variables, context))?.data).toBe('{"b":null,"h":null}');
});

test('variables that do not fit are not executed', () => {
  const { send } = subgraphs({ shop: { data: {} } });
  const byDefault = 'query ($a: Boolean = true) { books { id @skip(if: $a) } }';
  expect(compile(byDefault, send)({ a: null }, context)).toBeNull();
  expect(
    compile('query ($a: Boolean!) { books { id @skip(if: $a) } }', send)({ a: 'yes' }, context),
  ).toBeNull();
});

test('data of another shape than the schema of the subgraph fails the operation, as in the gateway', async () => {
  const both = prepareBoth(loaded, parse('{ books { id } }'));
  for (const books of [{ id: '1' }, ['text']]) {
    const { send } = subgraphs({ shop: { data: { books } } });
    await expect(both.compiled({}, send)).rejects.toThrow('where the schema has a');
    expect(await both.gateway({}, send)).toMatchObject({ data: undefined, errors: [expect.any(String)] });
  }
});
