import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';

/**
 * Three small subgraphs. A call is an entity of all three, and each resolves its own fields. They use Federation 1, which every
 * measured gateway supports. Answers are computed from the id; the calls 0 to `KNOWN_CALLS` - 1 exist.
 */
export interface Subgraph {
  readonly sdl: string;
  readonly resolvers: GraphQLResolverMap<unknown>;
}

export const KNOWN_CALLS = 1_000;
/** The id of the nth call, counted from 0. */
export const callId = (nth: number): string => `call-${String(nth).padStart(6, '0')}`;

interface Call {
  readonly id: string;
}

const nthOf = ({ id }: Call): number => Number(id.slice('call-'.length));
const knownCall = (id: string): Call | null => {
  const nth = nthOf({ id });
  return nth >= 0 && nth < KNOWN_CALLS && id === callId(nth) ? { id } : null;
};
const reference = { __resolveReference: ({ id }: Call) => ({ id }) };

const calls: Subgraph = {
  sdl: `
    extend type Query {
      moveCall(id: ID!): MoveCall
      moveCalls(first: Int!): [MoveCall!]!
    }
    type MoveCall @key(fields: "id") {
      id: ID!
      status: MoveCallStatus!
      address: String!
      movingOn: String!
      customer: Customer!
    }
    type Customer { name: String! floor: Int }
    enum MoveCallStatus { REQUESTED CONFIRMED CANCELLED }
  `,
  resolvers: {
    Query: {
      moveCall: (_: unknown, { id }: Call) => knownCall(id),
      moveCalls: (_: unknown, { first }: { first: number }) =>
        Array.from({ length: Math.min(first, KNOWN_CALLS) }, (_item, nth) => ({ id: callId(nth) })),
    },
    MoveCall: {
      ...reference,
      status: (call: Call) => ['REQUESTED', 'CONFIRMED', 'CANCELLED'][nthOf(call) % 3],
      address: (call: Call) => `서울 마포구 월드컵로 ${nthOf(call)}`,
      movingOn: (call: Call) => `2027-03-${String((nthOf(call) % 28) + 1).padStart(2, '0')}`,
      customer: (call: Call) => ({ name: `고객 ${nthOf(call)}`, floor: nthOf(call) % 7 || null }),
    },
  },
};

const orders: Subgraph = {
  sdl: `
    extend type MoveCall @key(fields: "id") {
      id: ID! @external
      order: Order
    }
    type Order { id: ID! cost: Int! paid: Boolean! items: [OrderItem!]! }
    type OrderItem { name: String! amount: Int! }
  `,
  resolvers: {
    MoveCall: {
      ...reference,
      order: (call: Call) =>
        nthOf(call) % 50 === 49
          ? null
          : {
              id: `order-${nthOf(call)}`,
              cost: 1_000_000 + nthOf(call),
              paid: nthOf(call) % 2 === 0,
              items: [
                { name: '상자', amount: 40 },
                { name: '냉장고', amount: 1 },
              ],
            },
    },
  },
};

const assignments: Subgraph = {
  sdl: `
    extend type MoveCall @key(fields: "id") {
      id: ID! @external
      assignment: Assignment
    }
    type Assignment { id: ID! startsAt: String! trucks: Int! mover: Mover! }
    type Mover { id: ID! name: String! rating: Float }
  `,
  resolvers: {
    MoveCall: {
      ...reference,
      assignment: (call: Call) =>
        nthOf(call) % 50 === 48
          ? null
          : {
              id: `assignment-${nthOf(call)}`,
              startsAt: '2027-03-02T09:00:00+09:00',
              trucks: (nthOf(call) % 3) + 1,
              mover: { id: `mover-${nthOf(call) % 40}`, name: `한빛이사 ${nthOf(call) % 40}호`, rating: 4.5 },
            },
    },
  },
};

export const sampleSubgraphs = { calls, orders, assignments } as const;
export type SubgraphName = keyof typeof sampleSubgraphs;
export const subgraphNames = Object.keys(sampleSubgraphs) as SubgraphName[];
