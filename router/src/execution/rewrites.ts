import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { Data } from './response-writer.ts';
import { isOfType } from './type-conditions.ts';

type Rewrites = NonNullable<FetchNode['inputRewrites']>;
type Change = (object: Data) => void;

const FRAGMENT = '... on ';

/**
 * Compiles the changes that a plan makes to representations before they are sent, and to data after it has arrived: an
 * `@interfaceObject` has another type name in its subgraph, and fields of one name and different types are fetched under aliases.
 *
 * @returns a function that changes its argument; null without rewrites
 */
export function compileRewrites(schema: GraphQLSchema, rewrites: Rewrites = []): Change | null {
  if (rewrites.length === 0) return null;
  const changes = rewrites.map((rewrite) => {
    const path = rewrite.path.slice(0, -1);
    const key = rewrite.path.at(-1) ?? '';
    return within(
      schema,
      path,
      rewrite.kind === 'ValueSetter' ? set(key, rewrite.setValueTo) : rename(key, rewrite.renameKeyTo),
    );
  });
  return (data) => changes.forEach((change) => change(data));
}

const set =
  (key: string, value: unknown): Change =>
  (object) =>
    void (object[key] = value);

const rename =
  (key: string, name: string): Change =>
  (object) => {
    if (!Object.hasOwn(object, key)) return;
    object[name] = object[key];
    delete object[key];
  };

/** Applies a change to the objects at a path of field names and type conditions, in every item of a list. */
function within(schema: GraphQLSchema, path: readonly string[], change: Change): (value: unknown) => void {
  const [step, ...rest] = path;
  const next = step === undefined ? null : within(schema, rest, change);
  const condition = step?.startsWith(FRAGMENT) ? step.slice(FRAGMENT.length) : null;
  return function apply(value): void {
    if (Array.isArray(value)) value.forEach(apply);
    else if (typeof value !== 'object' || value === null) return;
    else if (!next || step === undefined) change(value as Data);
    else if (condition === null) next((value as Data)[step]);
    else if (mayBe(schema, value as Data, condition)) next(value);
  };
}

/** An object of unknown type may be of any type. */
const mayBe = (schema: GraphQLSchema, { __typename }: Data, condition: string): boolean =>
  !__typename || isOfType(schema, __typename, condition);
