import { expect, test } from 'vitest';
import { createSmallSupergraph } from './support/small-supergraph.ts';

test('an entity is requested by a key that its subgraph resolves', async () => {
  const { ask, takeRequests } = await createSmallSupergraph({
    shop: {
      sdl: 'type Query { product: Product } type Product @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! weight: Int }',
      resolvers: { Query: { product: () => ({ id: '1', sku: 's' }) }, Product: { weight: () => 3 } },
    },
    post: {
      sdl: `type Query { heaviest: Product }
        type Product @key(fields: "sku", resolvable: false) @key(fields: "id") {
          id: ID! sku: ID! weight: Int @external shipping: Int @requires(fields: "weight")
        }`,
      resolvers: {
        Query: { heaviest: () => ({ id: '1', sku: 's' }) },
        Product: { shipping: ({ weight, id }: { weight: number; id: string }) => (id ? weight * 2 : null) },
      },
    },
  });
  for (const field of ['heaviest', 'product']) {
    takeRequests();
    expect(await ask(`{ ${field} { shipping } }`)).toEqual({
      data: { [field]: { shipping: 6 } },
      errors: [],
    });
    const [last] = takeRequests().slice(-1);
    expect(last?.variables['representations']).toEqual([{ __typename: 'Product', id: '1', weight: 3 }]);
  }
});
