import type { SuiteSupergraph } from './suite-supergraph.ts';

/** Small supergraphs about types that several subgraphs define. */

export const unions: SuiteSupergraph = {
  feature: 'unions whose members differ by subgraph',
  subgraphs: {
    search: {
      sdl: `type Query { found: [Found] } union Found = Book | Film
        type Book @key(fields: "id") { id: ID! name: String } type Film @key(fields: "id") { id: ID! name: Int }`,
      resolvers: {
        Query: {
          found: () => [
            { __typename: 'Book', id: 'b', name: 'B' },
            { __typename: 'Film', id: 'f', name: 7 },
          ],
        },
      },
    },
    more: {
      sdl: `type Query { others: [Found] } union Found = Book | Song
        type Book @key(fields: "id") { id: ID! pages: Int } type Song @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          others: () => [
            { __typename: 'Song', id: 's' },
            { __typename: 'Book', id: 'b' },
          ],
        },
        Book: { pages: () => 9 },
      },
    },
  },
  cases: [
    {
      query:
        '{ found { __typename ... on Book { text: name pages } ... on Film { number: name } ... on Song { id } } }',
      data: {
        found: [
          { __typename: 'Book', text: 'B', pages: 9 },
          { __typename: 'Film', number: 7 },
        ],
      },
    },
    {
      query: '{ others { ... on Song { id } ... on Book { pages } ... on Film { id } } }',
      data: { others: [{ id: 's' }, { pages: 9 }] },
    },
  ],
};

export const merged: SuiteSupergraph = {
  feature: 'enums and inputs that subgraphs define differently',
  subgraphs: {
    a: {
      sdl: `type Query { a(by: By): Int grade: Grade } input By { x: Int y: Int } enum Grade { LOW HIGH }
        enum Kind { P Q } `,
      resolvers: { Query: { a: (_: never, { by }: { by: { x: number } }) => by.x, grade: () => 'HIGH' } },
    },
    b: {
      sdl: 'type Query { b(by: By): Int worst: Grade } input By { x: Int z: Int } enum Grade { LOW WORSE }',
      resolvers: { Query: { b: (_: never, { by }: { by: { x: number } }) => by.x, worst: () => 'WORSE' } },
    },
  },
  cases: [
    {
      query: 'query ($by: By) { a(by: $by) b(by: { x: 2 }) grade worst }',
      variables: { by: { x: 1 } },
      data: { a: 1, b: 2, grade: 'HIGH', worst: 'WORSE' },
    },
  ],
};

export const values: SuiteSupergraph = {
  feature: 'value types and @shareable lists',
  subgraphs: {
    a: {
      sdl: `type Query { spot: Spot @shareable } type Spot @shareable { x: Int parts: [Part] }
        type Part { left: Int }`,
      resolvers: { Query: { spot: () => ({ x: 1, parts: [{ left: 1 }, { left: 2 }] }) } },
    },
    b: {
      sdl: `type Query { spot: Spot @shareable } type Spot @shareable { x: Int parts: [Part] }
        type Part { right: Int }`,
      resolvers: { Query: { spot: () => ({ x: 1, parts: [{ right: 3 }] }) } },
    },
  },
  cases: [
    {
      query: '{ spot { x parts { left right } } }',
      data: {
        spot: {
          x: 1,
          parts: [
            { left: 1, right: 3 },
            { left: 2, right: null },
          ],
        },
      },
    },
  ],
};

export const hidden: SuiteSupergraph = {
  feature: '@inaccessible and @tag (2.0)',
  subgraphs: {
    a: {
      sdl: `type Query { thing: Thing grade: Grade } enum Grade { GOOD SECRET @inaccessible }
        type Thing @key(fields: "code") { code: ID! @inaccessible name: String @tag(name: "public") }`,
      resolvers: { Query: { thing: () => ({ code: 'c', name: 'N' }), grade: () => 'GOOD' } },
    },
    b: {
      sdl: 'type Thing @key(fields: "code") { code: ID! size: Int }',
      resolvers: { Thing: { size: ({ code }: { code: string }) => code.length } },
    },
  },
  cases: [
    {
      query: '{ thing { size code: name } grade }',
      data: { thing: { size: 1, code: 'N' }, grade: 'GOOD' },
    },
  ],
};
