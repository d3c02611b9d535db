import type { SubgraphAnswer } from '../../src/subgraphs/client.ts';
import { hash } from './random.ts';
import type { World } from './test-supergraph-world.ts';

const TEXTS = [
  '',
  '이사콜 🚚',
  '"\\/\b\f\n\r\t',
  '\u2028\u2029\u0000\u001f',
  '</script><!--',
  '\ud800',
  'constructor',
];
const JSONS: readonly unknown[] = [
  { a: [1, { b: null }], constructor: 'x' },
  [],
  'text',
  0,
  false,
  [[{}]],
  1e-7,
];

/** A valid value of a scalar, never null. */
export function randomLeaf(type: string, about: string): unknown {
  const h = hash(`${about} leaf`);
  switch (type) {
    case 'Int':
      return (h % 2_001) - 1_000;
    case 'Float':
      return h % 3 === 0 ? h % 100 : (h % 100_000) / 7;
    case 'Boolean':
      return h % 2 === 0;
    case 'ID':
      return h % 4 === 0 ? h : `${h}${TEXTS[h % TEXTS.length]}`;
    case 'Json':
      return JSONS[h % JSONS.length];
    default:
      return `${TEXTS[h % TEXTS.length]}${h % 1_000}`;
  }
}

const ODD_LEAVES: readonly unknown[] = [
  true,
  1.5,
  3e9,
  1e21,
  -1,
  0,
  'text',
  '',
  'HIDDEN',
  'BOOK',
  'toString',
  { a: 1 },
  [1],
  [],
  { __typename: 'Product' },
];

/** Now and then a value of any type. */
export const oddLeaf = (about: string): unknown =>
  hash(`${about} odd`) % 30 === 0 ? ODD_LEAVES[hash(`${about} which`) % ODD_LEAVES.length] : undefined;

export const isRefused = (about: string): boolean => hash(`${about} refused`) % 40 === 0;

const ODD_ANSWERS: readonly SubgraphAnswer[] = [
  { data: null },
  {},
  { data: {} },
  { data: { _entities: [] } },
  { data: { _entities: null } },
  { errors: [{ message: 'All of it failed.', extensions: { code: 'FORBIDDEN' } }] },
  { data: null, errors: [{ message: 'No path.' }, { message: '', extensions: {} }] },
];

/** Now and then an answer that does not fit the request. */
export const oddAnswer = (request: string): SubgraphAnswer | undefined =>
  hash(`${request} odd`) % 40 === 0
    ? structuredClone(ODD_ANSWERS[hash(`${request} which`) % ODD_ANSWERS.length])
    : undefined;

/** Replaces some objects by null, and some type names by names of other types or of none. */
export function corrupt(
  world: World,
  data: SubgraphAnswer['data'],
): NonNullable<SubgraphAnswer['data']> | null {
  const visit = (value: unknown, root: boolean): unknown => {
    if (Array.isArray(value)) return value.map((each) => visit(each, false));
    if (typeof value !== 'object' || value === null) return value;
    const about = `${world.seed} ${JSON.stringify(value)}`;
    const object = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visit(each, false)]));
    if (root) return object;
    const chance = hash(about) % 150;
    if (chance === 0) return null;
    if (chance === 1 && '__typename' in object)
      object['__typename'] = TYPENAMES[hash(`${about} type`) % TYPENAMES.length];
    return object;
  };
  return (data && visit(data, true)) as NonNullable<SubgraphAnswer['data']> | null;
}

/** Names that are no types of the API schema. */
const TYPENAMES = ['Secret', 'Nobody', 'constructor'];
