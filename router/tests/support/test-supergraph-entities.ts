import {
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { hash } from './random.ts';
import type { Keys } from './test-supergraph-schema.ts';
import { oddLeaf, randomLeaf } from './test-supergraph-values.ts';
import type { World } from './test-supergraph-world.ts';

/** An object in a subgraph. */
export interface Thing {
  readonly __typename: string;
  /** The same in each subgraph for one entity. */
  readonly identity: string;
  /** The fields of its representation. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** The state of the subgraphs in one world. */
export interface State {
  readonly world: World;
  readonly keys: Keys;
  /** By subgraph and type: the identity of each value of its keys. */
  readonly entities: Map<string, Map<string, string>>;
}

/** The context of one request to a subgraph. */
export type Context = State & { readonly subgraph: string };

/** How many entities each type has. */
const ENTITIES = 4;

/** The identity of the entity that a representation names; undefined when there is none. */
export function identify(
  typename: string,
  given: Readonly<Record<string, unknown>>,
  context: Context,
  schema: GraphQLSchema,
): string | undefined {
  const keys = context.keys.get(typename) ?? [];
  let known = context.entities.get(`${context.subgraph} ${typename}`);
  if (!known) {
    known = new Map();
    for (let index = 0; index < ENTITIES; index += 1) {
      const thing = { __typename: typename, identity: `${typename}#${index}`, given: {} };
      for (const key of keys) known.set(JSON.stringify(pick(thing, key, context, schema)), thing.identity);
    }
    context.entities.set(`${context.subgraph} ${typename}`, known);
  }
  for (const key of keys) {
    const identity = known.get(JSON.stringify(restrict(given, key)));
    if (identity !== undefined) return identity;
  }
  return undefined;
}

/** The values of an entity's key, by the schema of a subgraph. */
function pick(
  thing: Thing,
  { selections }: SelectionSetNode,
  context: Context,
  schema: GraphQLSchema,
): unknown {
  const type = schema.getType(thing.__typename);
  return selections.map((selection) => {
    const field =
      selection.kind === Kind.FIELD && isObjectType(type) && type.getFields()[selection.name.value];
    if (!field) return null;
    const { value } = valueOfField(thing, field.name, field.type, {}, context, schema);
    const nested = selection.selectionSet;
    return nested && value ? pick(value as Thing, nested, context, schema) : value;
  });
}

const restrict = (given: Readonly<Record<string, unknown>>, { selections }: SelectionSetNode): unknown =>
  selections.map((selection) => {
    const value = selection.kind === Kind.FIELD ? given[selection.name.value] : undefined;
    if (selection.kind !== Kind.FIELD || !selection.selectionSet || !value) return value ?? null;
    return restrict(value as Record<string, unknown>, selection.selectionSet);
  });

/**
 * The value of a field.
 *
 * @returns `about` identifies the value for `hash`; `isKey` is true for a value that identifies an entity, which must not fail
 */
export function valueOfField(
  thing: Thing,
  field: string,
  type: GraphQLOutputType,
  args: object,
  context: Context,
  schema: GraphQLSchema,
): { value: unknown; about: string; isKey: boolean } {
  const about = `${context.world.seed} ${thing.identity}.${field}${JSON.stringify(args)}`;
  if (Object.hasOwn(thing.given, field)) {
    const value = givenValue(thing.given[field], type, about, context, schema);
    return { value, about, isKey: true };
  }
  const keys = context.keys.get(thing.__typename) ?? [];
  const isKey = keys.some(({ selections }) =>
    selections.some((each) => each.kind === Kind.FIELD && each.name.value === field),
  );
  return { value: randomValue(type, about, isKey, context, schema), about, isKey };
}

/** The value of a field that a representation contains. */
function givenValue(
  value: unknown,
  type: GraphQLOutputType,
  about: string,
  context: Context,
  schema: GraphQLSchema,
): unknown {
  if (value === null) return null;
  if (isNonNullType(type)) return givenValue(value, type.ofType, about, context, schema);
  if (isListType(type))
    return (value as unknown[]).map((each, index) =>
      givenValue(each, type.ofType, `${about}[${index}]`, context, schema),
    );
  if (isLeafType(type)) return value;
  const given = value as Record<string, unknown>;
  const identity = identify(type.name, given, context, schema) ?? String(hash(about));
  return { __typename: type.name, identity, given };
}

function randomValue(
  type: GraphQLOutputType,
  about: string,
  isKey: boolean,
  context: Context,
  schema: GraphQLSchema,
): unknown {
  const { world, keys } = context;
  const chance = hash(`${about} null`) % 400;
  if (isNonNullType(type)) {
    if (world.mood === 'failing' && !isKey && chance < 6) return null;
    return randomValue(type.ofType, about, true, context, schema);
  }
  if (!isKey && chance < (world.mood === 'lax' ? 8 : 40)) return null;
  if (isListType(type)) {
    const length = hash(`${about} length`) % 4;
    return Array.from({ length }, (_, index) =>
      randomValue(type.ofType, `${about}[${index}]`, false, context, schema),
    );
  }
  if (isLeafType(type)) {
    const odd = world.mood === 'lax' ? oddLeaf(about) : undefined;
    return odd ?? (isEnumType(type) ? randomEnum(type.getValues(), about) : randomLeaf(type.name, about));
  }
  const types = isAbstractType(type)
    ? schema
        .getPossibleTypes(type)
        .map(({ name }) => name)
        .toSorted()
    : [type.name];
  const __typename = types[hash(`${about} type`) % types.length] as string;
  const identity = keys.has(__typename)
    ? `${__typename}#${hash(`${about} entity`) % ENTITIES}`
    : String(hash(about));
  return { __typename, identity, given: {} };
}

const randomEnum = (values: readonly { name: string }[], about: string): unknown =>
  values[hash(`${about} enum`) % values.length]?.name;
