import { ITEM_TYPES, MEDIA_TYPES } from './catalog-subgraphs.ts';

/** Documents for the catalog. A document is distinct by its number: no gateway has seen one with another number. */

const CATALOG_LEAVES = ['title', 'subtitle', 'pages', 'edition', 'name'];
const STOCK_LEAVES = ['amount', 'weight', 'shelf'];
const REVIEW_LEAVES = ['rating', 'review'];
const PRICE_LEAVES = ['price', 'currency', 'discount'];
const LEAVES = [...CATALOG_LEAVES, ...STOCK_LEAVES, ...REVIEW_LEAVES, ...PRICE_LEAVES];

/** What is sent as a request's body. */
export interface RequestBody {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const repeated = (count: number, part: (nth: number) => string): string =>
  Array.from({ length: count }, (_, nth) => part(nth)).join(' ');

/** The leaves that the bits of a number choose; at least one. */
const chosen = (bits: number): string =>
  LEAVES.filter((_, nth) => (bits >> nth) & 1).join(' ') || LEAVES[bits % LEAVES.length]!;

const onEach = (types: readonly string[], fields: string): string =>
  types.map((type) => `... on ${type} { ${fields} }`).join(' ');

/** The query of the client that the bench measures: three subgraphs, always the same text. */
export const knownBody = (nth: number): RequestBody => ({
  query: 'query Known($id: ID!) { book(id: $id) { id title amount price } }',
  variables: { id: String(nth % 1_000) },
});

/** Scatters neighbouring numbers, so that consecutive documents differ in many fields. */
const scattered = (nth: number): number => Math.imul(nth + 1, 0x9e3779b1) >>> 0;

/** An ordinary document that is new: a book, its depot and its critic, with other fields than the documents before. */
export function unknownBody(nth: number): RequestBody {
  const bits = scattered(nth);
  const query = `query Unknown${nth}($id: ID!) {
    book(id: $id) { id ${chosen(bits & 0x1fff)} depot { city rent } critic { name fee favourite { ${chosen(bits >>> 13)} } } }
  }`;
  return { query, variables: { id: String(nth % 1_000) } };
}

/** Of how many combinations of its conditions a document of `conditionalBody` consists. */
export const COMBINATIONS = 4;

/**
 * A document of about 900 bytes, as clients generate them: one book with three parts, of which two are conditional.
 *
 * @param combination 0 to COMBINATIONS - 1: the values of the two conditions
 */
export function conditionalBody(nth: number, combination: number): RequestBody {
  const bits = scattered(nth);
  const part = (name: string, leaves: readonly string[], shift: number): string =>
    repeated(10, (field) => `${name}${field}: ${leaves[((bits >>> shift) + field) % leaves.length]}`);
  const query = `query Generated${nth}($id: ID!, $withPrices: Boolean!, $withReviews: Boolean!) {
  book(id: $id) {
    id
    ${part('generatedField', CATALOG_LEAVES, 0)}
    ... on Book @include(if: $withPrices) { ${part('generatedPrice', PRICE_LEAVES, 7)} }
    ... on Book @include(if: $withReviews) { ${part('generatedReview', REVIEW_LEAVES, 14)} }
  }
}`;
  const conditions = { withPrices: (combination & 1) === 1, withReviews: (combination & 2) === 2 };
  return { query, variables: { id: String(nth % 1_000), ...conditions } };
}

const ALL_LEAVES = LEAVES.join(' ');
const FOUR = 'title amount rating price';

/** Nests inline fragments on `types`: each object leads to the next. */
const tree = (types: readonly string[], depth: number): string =>
  depth === 0 ? 'id name' : onEach(types, `amount next { ${tree(types, depth - 1)} }`);

/** Texts that are costly to prepare, by what makes them costly. All are within the router's usual limits for a foreign supergraph. */
const COSTLY = {
  deep: (nth: number) => `{ item(id: "${nth}") { ${tree(ITEM_TYPES.slice(0, 2), 6)} } }`,
  wide: (nth: number) =>
    `{ ${repeated(20, (root) => `a${root}: item(id: "${nth + root}") { ${onEach(ITEM_TYPES.slice(0, 4), FOUR)} }`)} }`,
  abstract: (nth: number) => `{ item(id: "${nth}") { ${tree(ITEM_TYPES, 2)} } }`,
  '830 bytes': (nth: number) => `query Sequels {
  book(id: "${nth}") {
    id ${ALL_LEAVES}
    sequel { sequel { id ${onEach(MEDIA_TYPES, `${ALL_LEAVES} critic { id name fee } depot { id city rent }`)} } }
    next { id name ${onEach(MEDIA_TYPES, 'title amount rating price currency discount')} }
  }
}`,
  '700 selections': (nth: number) =>
    `{ ${repeated(7, (root) => `a${root}: item(id: "${nth + root}") { ${onEach(ITEM_TYPES.slice(0, 7), ALL_LEAVES)} }`)} }`,
  'shared path': (nth: number) =>
    `{ book(id: "${nth}") { sequel { sequel { sequel { sequel { id ... on Book { title amount } } } } } } }`,
} as const;

export type Costly = keyof typeof COSTLY;
export const COSTLY_KINDS = Object.keys(COSTLY) as Costly[];

/** A new document of a kind that is costly to prepare. */
export const costlyBody = (kind: Costly, nth: number): RequestBody => ({ query: COSTLY[kind](nth) });
