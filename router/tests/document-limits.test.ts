import { CodedError } from '@movecall/graphql';
import { apiSdl } from '@movecall/schema/sdl';
import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
import { leastOf, timeOf } from '@movecall/testkit/measure';
import { describe, expect, test } from 'vitest';
import { createDocumentGuard, documentLimits } from '../src/document-limits.ts';
import { findExceededLimit } from '../src/exceeded-limit.ts';
import { costlyDocuments } from './support/costly-documents.ts';

const schema = buildSchema(apiSdl());
const exceeded = (text: string): string | null => findExceededLimit(parse(text), schema, documentLimits);
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('what a page asks for passes', () => {
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

describe('the first thing over a limit is named', () => {
  const { depth, aliases, directives, rootFields, selections } = documentLimits;

  test('depth counts fields, through fragments', () => {
    const nested = (levels: number) =>
      `{ ${times(levels, (index) => `f${index} {`)} leaf ${'}'.repeat(levels + 1)}`;
    expect(exceeded(nested(depth - 1))).toBeNull();
    expect(exceeded(nested(depth))).toBe(`a depth of more than ${depth} fields`);
    expect(
      exceeded(`{ a { b { c { d { e { ...F } } } } } } fragment F on T { f { g { h { i { j { k } } } } } }`),
    ).toMatch(/depth/);
  });

  test('aliases, once for each time a fragment is spread', () => {
    const aliased = times(aliases / 2, (index) => `a${index}: f`);
    expect(exceeded(`{ a { ...F } b { ...F } } fragment F on T { ${aliased} }`)).toBeNull();
    expect(exceeded(`{ a { ...F } b { ...F } c: d } fragment F on T { ${aliased} }`)).toBe(
      `more than ${aliases} aliases`,
    );
  });

  test('directives of the operation, its variables and its selections together', () => {
    const few = times(directives - 2, () => '@d');
    expect(exceeded(`query ($v: Int @d) @d { f ${few} }`)).toBeNull();
    expect(exceeded(`query ($v: Int @d @d) @d { f ${few} }`)).toBe(`more than ${directives} directives`);
  });

  test('fragments that another one of the same name hides', () => {
    const many = times(selections, (index) => `f${index}`);
    expect(exceeded(`{ ...F } fragment F on T { ${many} } fragment F on T { f }`)).toMatch(/fields/);
  });

  test('root fields, through fragments', () => {
    const root = times(rootFields, (index) => `f${index}`);
    expect(exceeded(`{ ...F } fragment F on Query { ${root} }`)).toBeNull();
    expect(exceeded(`{ ...F one } fragment F on Query { ${root} }`)).toBe(
      `more than ${rootFields} root fields`,
    );
  });

  test('selections of all operations of a document together', () => {
    const half = `{ f { ${times(selections / 2 - 1, () => 'g')} } }`;
    expect(exceeded(`query A ${half} query B ${half}`)).toBeNull();
    expect(exceeded(`query A ${half} query B ${half} query C { f }`)).toBe(
      `more than ${selections} fields and fragments`,
    );
  });

  test('cost: a page counts as often as asked for, as its default says, or as a variable may ask', () => {
    const cost = /a response of more than 10000 fields/;
    const wide = (first: string, fields: number) =>
      `{ moveCalls${first} { nodes { ${times(fields, () => 'id')} } } }`;
    // The list itself, and then `nodes` and its fields as often as there are entries.
    expect(exceeded(wide('(first: 100)', 98))).toBeNull();
    expect(exceeded(wide('(first: 100)', 99))).toMatch(cost);
    expect(exceeded(wide('', 498))).toBeNull();
    expect(exceeded(wide('', 499))).toMatch(cost);
    expect(exceeded(wide('(first: 100000)', 1))).toMatch(cost);
    for (const declared of ['$n: Int', '$n: Int = 1'])
      expect(exceeded(`query (${declared}) ${wide('(first: $n)', 99)}`)).toMatch(cost);
    expect(exceeded(`query ($n: Int = 1000) ${wide('(first: $n)', 10)}`)).toMatch(cost);
  });

  test('cost: fifteen fields of the entities on the largest page are no such case, lists of lists are', () => {
    const fields = `id status statusLabel version tel cost movingOn requestedAt updatedAt waitingReason moveType
      location { address } destination { address } order { status } assignment { mover { name } }`;
    expect(exceeded(`{ moveCalls(first: 100) { nodes { ${fields} } } }`)).toBeNull();
    expect(
      exceeded('{ moveCalls(first: 100) { nodes { timeline { moveCall { timeline { version } } } } } }'),
    ).toMatch(/more than 10000 fields/);
  });

  test('cost: through fragments, and in the schema of anyone', () => {
    const library = buildSchema(`
      interface Shelf { books(last: Int): [Book!]! }
      type Room implements Shelf { books(last: Int): [Book!]! authors: [[Author]!] }
      type Book { title: String }
      type Author { name: String }
      type Query { rooms: [Shelf!]! }`);
    const told = (text: string, cost: number) =>
      findExceededLimit(parse(text), library, { ...documentLimits, cost }) === null;
    const costOf = (text: string) =>
      Array.from({ length: 5_000 }, (_, index) => index).find((cost) => told(text, cost));
    expect(costOf('{ rooms { __typename } }')).toBe(1 + 10);
    expect(costOf('{ rooms { books(last: 7) { title } } }')).toBe(1 + 10 + 10 * 7);
    expect(costOf('{ rooms { books { title } } }')).toBe(1 + 10 + 10 * 10);
    expect(costOf('{ rooms { ...R } } fragment R on Room { authors { name } }')).toBe(1 + 10 + 10 * 10);
    expect(costOf('{ rooms { ... on Room { authors { name } } } }')).toBe(1 + 10 + 10 * 10);
    expect(costOf('{ nothing { known { here } } }')).toBe(3);
  });

  test('a field within itself', () => {
    expect(exceeded('{ a { b { a { b { a { c } } } } } }')).toBe('the field "a" is nested too often');
  });
});

test.each(Object.entries(costlyDocuments))('the verdict on %s takes less than 50 ms', async (_, bomb) => {
  const guard = createDocumentGuard(schema);
  const verdict = (): Promise<number> =>
    timeOf(() => {
      try {
        guard(bomb);
      } catch {
        // The verdict; what it says is tested above.
      }
    });
  expect(await leastOf(50, verdict)).toBeLessThan(50);
});

test('a text that cannot be parsed is left to whoever parses it', () => {
  expect(() => createDocumentGuard(schema)('{ a {')).not.toThrow();
});

test('a text that passed once passes again, one that was refused is refused again', () => {
  const guard = createDocumentGuard(schema);
  for (const _ of [1, 2]) {
    expect(() => guard('{ viewer { role } }')).not.toThrow();
    expect(() => guard(costlyDocuments['deep fields'])).toThrow('exceeds a limit');
  }
});

test.each(['@skip(if: 1)', '@include', '@skip(if: $yes)'])(
  'a subscription whose root field has %s is invalid, and no fault',
  (condition) => {
    const text = `subscription ($yes: Boolean!) { moveCallFeed ${condition} { version } }`;
    expect(() => createDocumentGuard(schema)(text)).toThrow(CodedError);
  },
);
