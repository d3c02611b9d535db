import { apiSdl, supergraphSdl } from '@movecall/schema/sdl';
import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { leastOf, timeOf } from '@movecall/testkit/measure';
import { describe, expect, test } from 'vitest';
import { checkDocument } from '../src/documents/checked-document.ts';
import { documentLimits } from '../src/documents/document-limits.ts';
import { measureDocument } from '../src/documents/exceeded-limit.ts';
import { readFieldFacts } from '../src/documents/field-cost.ts';
import { requestOf, settings } from './support/documents-in-process.ts';
import { costlyDocuments } from './support/costly-documents.ts';

const schema = buildSchema(apiSdl());
const facts = readFieldFacts(supergraphSdl());
const exceeded = (text: string): string | null =>
  measureDocument(parse(text), schema, documentLimits, facts).exceeded;
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('documents of a page are within the limits', () => {
  test.each([
    [
      'introspection',
      getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, specifiedByUrl: true }),
    ],
    [
      'a list with everything',
      '{ moveCalls { edges { node { timeline { moveCall { assignment { mover { base { address } } } } } } } } }',
    ],
    [
      'a timeline within a timeline',
      '{ moveCall(id: "x") { timeline { moveCall { timeline { version } } } } }',
    ],
  ])('%s', (_, text) => {
    expect(exceeded(text)).toBeNull();
  });
});

describe('the first exceeded limit is named', () => {
  const { depth, aliases, directives, rootFields, selections } = documentLimits;

  test('depth: fields are counted through fragments', () => {
    const nested = (levels: number) =>
      `{ ${times(levels, (index) => `f${index} {`)} leaf ${'}'.repeat(levels + 1)}`;
    expect(exceeded(nested(depth - 1))).toBeNull();
    expect(exceeded(nested(depth))).toBe(`a depth of more than ${depth} fields`);
    expect(
      exceeded(`{ a { b { c { d { e { ...F } } } } } } fragment F on T { f { g { h { i { j { k } } } } } }`),
    ).toMatch(/depth/);
  });

  test('aliases: a fragment counts each time it is spread', () => {
    const aliased = times(aliases / 2, (index) => `a${index}: f`);
    expect(exceeded(`{ a { ...F } b { ...F } } fragment F on T { ${aliased} }`)).toBeNull();
    expect(exceeded(`{ a { ...F } b { ...F } c: d } fragment F on T { ${aliased} }`)).toBe(
      `more than ${aliases} aliases`,
    );
  });

  test('directives: those of the operation, its variables and its selections count together', () => {
    const few = times(directives - 2, () => '@d');
    expect(exceeded(`query ($v: Int @d) @d { f ${few} }`)).toBeNull();
    expect(exceeded(`query ($v: Int @d @d) @d { f ${few} }`)).toBe(`more than ${directives} directives`);
  });

  test('selections: a fragment counts even if a later one has the same name', () => {
    const many = times(selections, (index) => `f${index}`);
    expect(exceeded(`{ ...F } fragment F on T { ${many} } fragment F on T { f }`)).toMatch(/fields/);
  });

  test('mutations: they are counted for each operation, through fragments', () => {
    const five = times(5, (index) => `m${index}: logout`);
    const fragment = `fragment F on Mutation { ${five} }`;
    expect(exceeded(`mutation A { ...F } mutation B { ...F } ${fragment}`)).toBeNull();
    expect(exceeded(`mutation { ...F logout } ${fragment}`)).toBe('more than 5 mutations in one operation');
  });

  test('root fields: they are counted through fragments', () => {
    const root = times(rootFields, (index) => `f${index}`);
    expect(exceeded(`{ ...F } fragment F on Query { ${root} }`)).toBeNull();
    expect(exceeded(`{ ...F one } fragment F on Query { ${root} }`)).toBe(
      `more than ${rootFields} root fields`,
    );
  });

  test('selections: those of all operations count together', () => {
    const half = `{ f { ${times(selections / 2 - 1, () => 'g')} } }`;
    expect(exceeded(`query A ${half} query B ${half}`)).toBeNull();
    expect(exceeded(`query A ${half} query B ${half} query C { f }`)).toBe(
      `more than ${selections} fields and fragments`,
    );
  });

  test('cost: a page counts with its size, the default size, or the size that a variable may have', () => {
    const cost = /a response of more than 10000 fields/;
    const wide = (first: string, fields: number) =>
      `{ moveCalls${first} { nodes { ${times(fields, () => 'id')} } } }`;
    // The list itself counts once; `nodes` and its fields count once for each item.
    expect(exceeded(wide('(first: 100)', 98))).toBeNull();
    expect(exceeded(wide('(first: 100)', 99))).toMatch(cost);
    expect(exceeded(wide('', 498))).toBeNull();
    expect(exceeded(wide('', 499))).toMatch(cost);
    expect(exceeded(wide('(first: 100000)', 1))).toMatch(cost);
    for (const declared of ['$n: Int', '$n: Int = 1'])
      expect(exceeded(`query (${declared}) ${wide('(first: $n)', 99)}`)).toMatch(cost);
    expect(exceeded(`query ($n: Int = 1000) ${wide('(first: $n)', 10)}`)).toMatch(cost);
  });

  test('cost: fifteen fields of each call on the largest page are allowed, lists of lists are not', () => {
    const fields = `id status statusLabel version tel cost movingOn requestedAt updatedAt waitingReason moveType
      location { address } destination { address } order { status } assignment { mover { name } }`;
    expect(exceeded(`{ moveCalls(first: 100) { nodes { ${fields} } } }`)).toBeNull();
    expect(
      exceeded('{ moveCalls(first: 100) { nodes { timeline { moveCall { timeline { version } } } } } }'),
    ).toMatch(/more than 10000 fields/);
  });

  test('cost: what another subgraph joins to each call of a list counts ten more', () => {
    const lists = (count: number, fields: string) =>
      `{ ${times(count, (index) => `a${index}: moveCalls(first: 100) { nodes { ${fields} } }`)} }`;
    expect(exceeded(lists(20, 'status statusLabel'))).toBeNull();
    expect(exceeded(lists(20, 'order { status }'))).toMatch(/a response of more than 10000 fields/);
    // A list, its nodes and the statuses count 201, the orders 1,100.
    expect(exceeded(lists(7, 'order { status }'))).toBeNull();
    expect(exceeded(lists(8, 'order { status }'))).toMatch(/more than 10000 fields/);
    expect(exceeded(lists(8, '...F') + ' fragment F on MoveCall { order { status } }')).toMatch(/more than/);
  });

  test('cost: a joined field counts once more below its own subgraph’s fields', () => {
    const joins = readFieldFacts(`
      type Query @join__type(graph: A) @join__type(graph: B) { things(first: Int): [Thing] @join__field(graph: A) }
      type Thing @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
        id: ID, own: Int @join__field(graph: A), price: Price @join__field(graph: B), was: Int @join__field(graph: A) @join__field(graph: B, external: true)
      }
      type Price @join__type(graph: B) { won: Int, of: Thing }`);
    const library = buildSchema(
      'type Query { things(first: Int): [Thing] } type Thing { id: ID own: Int was: Int price: Price } type Price { won: Int of: Thing }',
    );
    const costOf = (text: string) => measureDocument(parse(text), library, documentLimits, joins).cost;
    expect(costOf('{ things(first: 5) { id own was __typename } }')).toBe(1 + 5 * 4);
    expect(costOf('{ things(first: 5) { price { won } } }')).toBe(1 + 5 * (1 + 10) + 5);
    expect(costOf('{ things(first: 5) { price { of { id own } } } }')).toBe(1 + 5 * 11 + 5 + 5 + 5 * 11);
  });

  test('cost: a field costs what its subgraph says; one document asks for one PDF of a contract', () => {
    const pdf = (name: string) => `${name}: moveCall(id: 1) { contract { pdf } }`;
    expect(exceeded(`{ ${pdf('a')} }`)).toBeNull();
    expect(exceeded(`{ ${pdf('a')} ${pdf('b')} }`)).toMatch(/more than 10000 fields/);
    expect(exceeded('{ moveCalls(first: 2) { nodes { contract { pdf } } } }')).toMatch(
      /more than 10000 fields/,
    );
  });

  test('cost: it is counted through fragments, in any schema', () => {
    const library = buildSchema(`
      interface Shelf { books(last: Int): [Book!]! }
      type Room implements Shelf { books(last: Int): [Book!]! authors: [[Author]!] }
      type Book { title: String }
      type Author { name: String }
      type Query { rooms: [Shelf!]! }`);
    const costOf = (text: string) => measureDocument(parse(text), library, documentLimits).cost;
    expect(costOf('{ rooms { __typename } }')).toBe(1 + 10);
    expect(costOf('{ rooms { books(last: 7) { title } } }')).toBe(1 + 10 + 10 * 7);
    expect(costOf('{ rooms { books { title } } }')).toBe(1 + 10 + 10 * 10);
    expect(costOf('{ rooms { ...R } } fragment R on Room { authors { name } }')).toBe(1 + 10 + 10 * 10);
    expect(costOf('{ rooms { ... on Room { authors { name } } } }')).toBe(1 + 10 + 10 * 10);
    expect(costOf('{ nothing { known { here } } }')).toBe(3);
  });

  test('recursion: a field within itself', () => {
    expect(exceeded('{ a { b { a { b { a { c } } } } } }')).toBe('the field "a" is nested too often');
  });
});

const rules = { ...settings, schema, limits: documentLimits };

test.each(Object.entries(costlyDocuments))('checking %s takes less than 50 ms', async (_, document) => {
  // Most documents are refused; the tests above check the message.
  const check = (): Promise<number> => timeOf(() => checkDocument(requestOf(document), rules));
  expect(await leastOf(50, check)).toBeLessThan(50);
});

test.each(['@skip(if: 1)', '@include', '@skip(if: $yes)'])(
  'a subscription whose root field has %s is a client error, not an internal one',
  (condition) => {
    const text = `subscription ($yes: Boolean!) { moveCallFeed ${condition} { version } }`;
    expect(checkDocument(requestOf(text, 'websocket'), rules)).toMatchObject([
      { code: 'GRAPHQL_VALIDATION_FAILED' },
    ]);
  },
);
