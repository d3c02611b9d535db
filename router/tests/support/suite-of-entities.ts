import type { SuiteSupergraph } from './suite-supergraph.ts';

/** Small supergraphs about who answers which field of an entity. */

export const interfaceObject: SuiteSupergraph = {
  feature: '@interfaceObject (2.3)',
  subgraphs: {
    library: {
      sdl: `type Query { media: [Media!]! }
        interface Media @key(fields: "id") { id: ID! title: String! }
        type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String! length: Int }`,
      resolvers: {
        Query: {
          media: () => [
            { __typename: 'Book', id: 'b', title: 'B', pages: 9 },
            { __typename: 'Film', id: 'f', title: 'F', length: 90 },
          ],
        },
        Media: {
          __resolveReference: ({ id }: { id: string }) =>
            id === 'b'
              ? { __typename: 'Book', id, title: 'B', pages: 9 }
              : { __typename: 'Film', id, title: 'F', length: 90 },
        },
        Book: { __resolveReference: ({ id }: { id: string }) => ({ id, title: 'B', pages: 9 }) },
        Film: { __resolveReference: ({ id }: { id: string }) => ({ id, title: 'F', length: 90 }) },
      },
    },
    reviews: {
      sdl: `type Query { best: Media }
        type Media @interfaceObject @key(fields: "id") { id: ID! stars(of: Int = 5): Int! }`,
      resolvers: {
        Query: { best: () => ({ id: 'f' }) },
        Media: { stars: ({ id }: { id: string }, { of }: { of: number }) => (id === 'b' ? of - 1 : of) },
      },
    },
  },
  cases: [
    {
      query: '{ media { __typename title stars ... on Book { pages } } }',
      data: {
        media: [
          { __typename: 'Book', title: 'B', stars: 4, pages: 9 },
          { __typename: 'Film', title: 'F', stars: 5 },
        ],
      },
    },
    {
      query: '{ best { kind: __typename title stars ... on Film { length } } }',
      data: { best: { kind: 'Film', title: 'F', stars: 5, length: 90 } },
    },
    {
      query: '{ media { id: title stars: stars(of: 10) ... on Film { title: stars(of: 2) } } }',
      data: {
        media: [
          { id: 'B', stars: 9 },
          { id: 'F', stars: 10, title: 2 },
        ],
      },
    },
  ],
};

export const override: SuiteSupergraph = {
  feature: '@override, with and without a label (2.0, 2.7)',
  subgraphs: {
    old: {
      sdl: 'type Query { item: Item } type Item @key(fields: "id") { id: ID! a: String b: String c: String }',
      resolvers: { Query: { item: () => ({ id: '1', a: 'old', b: 'old', c: 'old' }) } },
    },
    new: {
      sdl: `type Item @key(fields: "id") {
          id: ID! a: String @override(from: "old")
          b: String @override(from: "old", label: "on") c: String @override(from: "old", label: "off")
        }`,
      resolvers: { Item: { a: () => 'new', b: () => 'new', c: () => 'new' } },
    },
  },
  overrideLabels: ['on'],
  cases: [
    {
      query: '{ item { a b c } }',
      data: { item: { a: 'new', b: 'new', c: 'old' } },
    },
  ],
};

export const provides: SuiteSupergraph = {
  feature: '@provides and @external',
  subgraphs: {
    orders: {
      sdl: `type Query { order: Order }
        type Order @key(fields: "id") { id: ID! product: Product @provides(fields: "name") }
        type Product @key(fields: "id") { id: ID! name: String @external }`,
      resolvers: { Query: { order: () => ({ id: 'o', product: { id: 'p', name: 'from orders' } }) } },
    },
    products: {
      sdl: 'type Product @key(fields: "id") { id: ID! name: String @shareable weight: Int }',
      resolvers: { Product: { name: () => 'from products', weight: () => 3 } },
    },
  },
  cases: [
    { query: '{ order { product { name } } }', data: { order: { product: { name: 'from orders' } } } },
    { query: '{ order { product { weight id } } }', data: { order: { product: { weight: 3, id: 'p' } } } },
  ],
};

export const requires: SuiteSupergraph = {
  feature: '@requires: nested, with arguments, one upon another',
  subgraphs: {
    products: {
      sdl: `type Query { product: Product }
        type Product @key(fields: "id") { id: ID! box: Box price(in: String! = "KRW"): Int }
        type Box @shareable { size: Size } type Size @shareable { width: Int! height: Int! }`,
      resolvers: {
        Query: { product: () => ({ id: '1', box: { size: { width: 2, height: 3 } } }) },
        Product: {
          box: () => ({ size: { width: 2, height: 3 } }),
          price: (_: never, args: { in: string }) => (args.in === 'KRW' ? 1400 : 1),
        },
      },
    },
    post: {
      sdl: `type Product @key(fields: "id") {
          id: ID! box: Box @external price(in: String! = "KRW"): Int @external
          area: Int @requires(fields: "box { size { width height } }")
          dollars: Int @requires(fields: "price(in: \\"USD\\")")
        }
        type Box @shareable { size: Size } type Size @shareable { width: Int! height: Int! }`,
      resolvers: {
        Product: {
          area: ({ box }: { box: { size: { width: number; height: number } } }) =>
            box.size.width * box.size.height,
          dollars: ({ price }: { price: number }) => price,
        },
      },
    },
    taxes: {
      sdl: `type Product @key(fields: "id") {
          id: ID! area: Int @external tax: Int @requires(fields: "area")
        }`,
      resolvers: { Product: { tax: ({ area }: { area: number }) => area * 10 } },
    },
  },
  cases: [
    { query: '{ product { area } }', data: { product: { area: 6 } } },
    { query: '{ product { tax } }', data: { product: { tax: 60 } } },
    {
      query: '{ product { price dollars box: id area } }',
      data: { product: { price: 1400, dollars: 1, box: '1', area: 6 } },
    },
  ],
};

export const keys: SuiteSupergraph = {
  feature: 'composite and nested keys, and several keys',
  subgraphs: {
    a: {
      sdl: `type Query { seat: Seat }
        type Seat @key(fields: "row number") @key(fields: "hall { id } code") {
          row: Int! number: Int! hall: Hall! code: ID!
        }
        type Hall @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { seat: () => ({ row: 1, number: 2, code: 'c', hall: { id: 'h' } }) } },
    },
    b: {
      sdl: 'type Seat @key(fields: "row number") { row: Int! number: Int! sum: Int }',
      resolvers: { Seat: { sum: ({ row, number }: { row: number; number: number }) => row + number } },
    },
    c: {
      sdl: `type Seat @key(fields: "hall { id } code") { hall: Hall! code: ID! place: String }
        type Hall @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        Seat: { place: ({ hall, code }: { hall: { id: string }; code: string }) => hall.id + code },
        Hall: { name: ({ id }: { id: string }) => `hall ${id}` },
      },
    },
  },
  cases: [
    {
      query: '{ seat { sum place hall { name } row: code } }',
      data: { seat: { sum: 3, place: 'hc', hall: { name: 'hall h' }, row: 'c' } },
    },
  ],
};

export const circular: SuiteSupergraph = {
  feature: 'circular references, and root fields below the root',
  subgraphs: {
    people: {
      sdl: `type Query { me: User } type User @key(fields: "id") { id: ID! name: String friend: User }
        type Mutation { rename: Renamed } type Renamed { user: User query: Query }`,
      resolvers: {
        Query: { me: () => ({ id: '1' }) },
        User: {
          name: ({ id }: { id: string }) => `n${id}`,
          friend: ({ id }: { id: string }) => ({ id: id === '1' ? '2' : '1' }),
        },
        Mutation: { rename: () => ({ user: { id: '2' }, query: {} }) },
      },
    },
    posts: {
      sdl: `type Query { posts: [Post] } type Post { author: User } type User @key(fields: "id") { id: ID! posts: [Post] }`,
      resolvers: {
        Query: { posts: () => [{ author: { id: '2' } }] },
        User: { posts: ({ id }: { id: string }) => [{ author: { id } }] },
      },
    },
  },
  cases: [
    {
      query: '{ me { friend { posts { author { friend { name posts { author { name } } } } } } } }',
      data: {
        me: {
          friend: { posts: [{ author: { friend: { name: 'n1', posts: [{ author: { name: 'n1' } }] } } }] },
        },
      },
    },
    {
      query:
        'mutation { rename { user { name } query { posts { author { name } } me { posts { author { id } } } } } }',
      data: {
        rename: {
          user: { name: 'n2' },
          query: { posts: [{ author: { name: 'n2' } }], me: { posts: [{ author: { id: '1' } }] } },
        },
      },
    },
  ],
};
