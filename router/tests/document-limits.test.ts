import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDocumentGuard, documentLimits, findExceededLimit } from '../src/document-limits.ts';
import { bombs } from './support/bombs.ts';

const exceeded = (text: string): string | null => findExceededLimit(parse(text));
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

  test('a field within itself', () => {
    expect(exceeded('{ a { b { a { b { a { c } } } } } }')).toBe('the field "a" too deep within itself');
  });
});

test.each(Object.entries(bombs))('the verdict on %s takes less than 50 ms', (_, bomb) => {
  const guard = createDocumentGuard();
  const durations = [1, 2, 3].map(() => {
    const begin = performance.now();
    try {
      guard(bomb);
    } catch {
      // The verdict; what it says is tested above.
    }
    return performance.now() - begin;
  });
  // The least of them: other processes share the machine.
  expect(Math.min(...durations)).toBeLessThan(50);
});

test('a text that cannot be parsed is left to whoever parses it', () => {
  expect(() => createDocumentGuard()('{ a {')).not.toThrow();
});

test('a text that passed once passes again, one that was refused is refused again', () => {
  const guard = createDocumentGuard();
  for (const _ of [1, 2]) {
    expect(() => guard('{ viewer { role } }')).not.toThrow();
    expect(() => guard(bombs['deep fields'])).toThrow('asks for too much');
  }
});
