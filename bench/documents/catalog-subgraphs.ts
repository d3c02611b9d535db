import type { Subgraph } from '../router/sample-subgraphs.ts';

/**
 * Four subgraphs that make planning costly, as large supergraphs do. Eight types implement the interface Item, and each is an entity
 * of all subgraphs. Three of them implement Media too, whose field `sequel` two subgraphs share: each step along `sequel` multiplies
 * the ways in which a document can be divided. There are no lists, so planning costs more than
 * answering.
 */
export const ITEM_TYPES = ['Book', 'Film', 'Song', 'Toy', 'Tool', 'Chair', 'Lamp', 'Plant'] as const;
export const MEDIA_TYPES = ITEM_TYPES.slice(0, 3);

interface Item {
  readonly __typename: string;
  readonly id: string;
}

/** Each item leads to the next one, and the last to the first. */
const ITEMS = 1_000;
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])`;
const MEDIA = 'interface Media { id: ID! sequel: Media }';

/**
 * The types of one subgraph.
 *
 * @param fields of each type
 * @param shared whether this subgraph also has the interfaces, and the field `sequel` that it shares
 */
function typesOf(fields: string, shared: { readonly item?: boolean; readonly media?: boolean } = {}): string {
  const types = ITEM_TYPES.map((type) => {
    const isMedia = shared.media === true && MEDIA_TYPES.includes(type);
    const interfaces = [...(shared.item === true ? ['Item'] : []), ...(isMedia ? ['Media'] : [])];
    const implementing = interfaces.length === 0 ? '' : `implements ${interfaces.join(' & ')} `;
    return `type ${type} ${implementing}@key(fields: "id") { id: ID! ${isMedia ? 'sequel: Media @shareable' : ''} ${fields} }`;
  });
  return types.join('\n');
}

const itemAt = (nth: number, types: readonly string[] = ITEM_TYPES): Item => ({
  __typename: types[nth % types.length]!,
  id: String(nth % ITEMS),
});
const nextItem = ({ id }: Item): Item => itemAt(Number(id) + 1);
const sequel = ({ id }: Item): Item => itemAt(Number(id) + 1, MEDIA_TYPES);
const number = ({ id }: Item): number => Number(id);
const text = ({ id }: Item): string => `글 ${id}`;
const reference = { __resolveReference: (item: Item) => item };

/** The same resolvers for all of the types. */
const resolversOf = (resolvers: object, media: object = {}): object =>
  Object.fromEntries(
    ITEM_TYPES.map((type) => [
      type,
      { ...reference, ...resolvers, ...(MEDIA_TYPES.includes(type) && media) },
    ]),
  );

const catalog: Subgraph = {
  sdl: `${LINK}
    type Query { item(id: ID!): Item book(id: ID!): Book }
    interface Item { id: ID! name: String next: Item }
    ${MEDIA}
    ${typesOf('name: String next: Item title: String subtitle: String pages: Int edition: Int', { item: true, media: true })}
  `,
  resolvers: {
    Query: {
      item: (_: unknown, { id }: Item) => itemAt(Number(id)),
      book: (_: unknown, { id }: Item) => ({ __typename: 'Book', id }),
    },
    ...resolversOf(
      {
        name: text,
        next: nextItem,
        title: text,
        subtitle: text,
        pages: number,
        edition: number,
      },
      { sequel },
    ),
  },
};

const stock: Subgraph = {
  sdl: `${LINK}
    ${MEDIA}
    ${typesOf('amount: Int weight: Int shelf: String depot: Depot', { media: true })}
    type Depot @key(fields: "id") { id: ID! city: String }
  `,
  resolvers: {
    ...resolversOf(
      { amount: number, weight: number, shelf: text, depot: ({ id }: Item) => ({ id }) },
      { sequel },
    ),
    Depot: { ...reference, city: text },
  },
};

const reviews: Subgraph = {
  sdl: `${LINK}
    ${typesOf('rating: Int review: String critic: Critic')}
    type Critic @key(fields: "id") { id: ID! name: String favourite: Book }
  `,
  resolvers: {
    ...resolversOf({ rating: number, review: text, critic: ({ id }: Item) => ({ id }) }),
    Critic: {
      ...reference,
      name: text,
      favourite: ({ id }: Item) => ({ __typename: 'Book', id }),
    },
  },
};

const prices: Subgraph = {
  sdl: `${LINK}
    ${typesOf('price: Int currency: String discount: Int')}
    type Depot @key(fields: "id") { id: ID! rent: Int }
    type Critic @key(fields: "id") { id: ID! fee: Int }
  `,
  resolvers: {
    ...resolversOf({ price: number, currency: () => 'KRW', discount: number }),
    Depot: { ...reference, rent: number },
    Critic: { ...reference, fee: number },
  },
};

export const catalogSubgraphs: Readonly<Record<string, Subgraph>> = { catalog, stock, reviews, prices };
