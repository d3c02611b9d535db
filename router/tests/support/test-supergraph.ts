import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { Send, SubgraphAnswer } from '../../src/subgraphs/client.ts';
import { hash } from './random.ts';
import { type Keys, keysIn, unchecked, withTypenames } from './test-supergraph-schema.ts';
import { corrupt, isRefused, oddAnswer, oddLeaf, randomLeaf } from './test-supergraph-values.ts';

/**
 * How the subgraphs of a run behave:
 *
 * - `whole`: they return valid data, with nulls only where the schema allows them.
 * - `failing`: fields and references fail, and non-nullable fields are null; the subgraph itself reports these errors.
 * - `silent`: they do not answer some requests.
 * - `lax`: they return invalid data without errors.
 */
export type Mood = 'whole' | 'failing' | 'silent' | 'lax';

/** The answers of the subgraphs depend on the world, the request and the entity only, not on earlier requests. */
export interface World {
  readonly seed: number;
  readonly mood: Mood;
}

/** An object in a subgraph. */
interface Thing {
  readonly __typename: string;
  /** The same in each subgraph for one entity. */
  readonly identity: string;
  /** The fields of its representation. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** How many entities each type has. */
const ENTITIES = 4;

/**
 * Makes subgraphs in this process: graphql-js executes their SDL with random data.
 *
 * @param subgraphs SDL by name
 */
export function createSubgraphs(
  subgraphs: Readonly<Record<string, string>>,
): (world: World, options?: { readonly addTypenames: boolean }) => Record<string, Send> {
  const names = Object.keys(subgraphs);
  const keys = keysIn(Object.values(subgraphs));
  const strict = names.map((name) => createSchema(subgraphs[name] as string, keys));
  const lax = names.map((name) =>
    unchecked(createSchema((subgraphs[name] as string).replaceAll('!', ''), keys)),
  );
  const documents = new Map<string, DocumentNode>();

  return (world, { addTypenames } = { addTypenames: false }) => {
    const state: State = { world, keys, entities: new Map() };
    const send = (schema: GraphQLSchema, subgraph: string): Send => {
      return async ({ body }) => {
        const { query, variables, operationName } = JSON.parse(body);
        const request = `${world.seed} ${subgraph} ${query}`;
        if (world.mood === 'silent' && hash(request) % 2 === 0) throw new Error('no answer');
        const odd = world.mood === 'lax' ? oddAnswer(request) : undefined;
        if (odd) return odd;
        const key = `${addTypenames} ${query}`;
        let document = documents.get(key);
        if (!document)
          documents.set(key, (document = addTypenames ? withTypenames(parse(query)) : parse(query)));
        const result = await execute({
          schema,
          document,
          variableValues: variables,
          operationName,
          contextValue: { ...state, subgraph },
          fieldResolver: resolveField,
          typeResolver: (value) => (value as Thing).__typename,
        });
        const answer = JSON.parse(JSON.stringify(result)) as SubgraphAnswer;
        return world.mood === 'lax' ? { ...answer, data: corrupt(world, answer.data) } : answer;
      };
    };
    const schemas = world.mood === 'lax' ? lax : strict;
    return Object.fromEntries(
      names.map((name, index) => [name, send(schemas[index] as GraphQLSchema, name)]),
    );
  };
}

interface State {
  readonly world: World;
  readonly keys: Keys;
  /** By subgraph and type: the identity of each value of its keys. */
  readonly entities: Map<string, Map<string, string>>;
}
type Context = State & { readonly subgraph: string };

function createSchema(sdl: string, keys: Keys): GraphQLSchema {
  const typeDefs = parse(sdl);
  const __resolveReference = async (
    representation: Record<string, unknown>,
    context: Context,
    info: { schema: GraphQLSchema },
  ) => resolveReference(representation, context, info.schema);
  const defined = new Set<string>();
  visit(typeDefs, {
    ObjectTypeDefinition: ({ name }) => void defined.add(name.value),
    InterfaceTypeDefinition: ({ name }) => void defined.add(name.value),
  });
  const resolvers = [...keys.keys()]
    .filter((type) => defined.has(type))
    .map((type) => [type, { __resolveReference }]);
  return buildSubgraphSchema({ typeDefs, resolvers: Object.fromEntries(resolvers) });
}

function resolveReference(
  { __typename, ...given }: Record<string, unknown>,
  context: Context,
  schema: GraphQLSchema,
): Thing | null {
  const { world, subgraph } = context;
  const type = schema.getType(String(__typename));
  const candidates = isInterfaceType(type)
    ? schema.getPossibleTypes(type).map(({ name }) => name)
    : [String(__typename)];
  const found = candidates.flatMap((name) => {
    const identity = identify(name, given, context, schema);
    return identity === undefined ? [] : [{ __typename: name, identity, given }];
  });
  const thing = found[0] ?? { __typename: candidates[0] as string, identity: JSON.stringify(given), given };
  const about = `${world.seed} ${subgraph} ${thing.identity} reference`;
  if (world.mood === 'failing' && hash(about) % 20 === 0) throw refusal(about);
  return world.mood !== 'whole' && hash(about) % 12 === 1 ? null : thing;
}

/** The identity of the entity that a representation names; undefined when there is none. */
function identify(
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

const resolveField: GraphQLFieldResolver<Thing | undefined, Context> = (source, args, context, info) => {
  const { fieldName, parentType, returnType, schema } = info;
  const thing = source ?? { __typename: parentType.name, identity: '', given: {} };
  const directives = parentType.getFields()[fieldName]?.astNode?.directives ?? [];
  const required = directives.some(({ name }) => name.value === 'requires') ? thing.given : {};
  const { value, about, isKey } = valueOfField(
    thing,
    fieldName,
    returnType,
    { ...args, ...required },
    context,
    schema,
  );
  if (context.world.mood === 'failing' && !isKey && isRefused(about)) throw refusal(about);
  return value;
};

const CODES = ['FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'SECRET', undefined];

function refusal(about: string): GraphQLError {
  const code = CODES[hash(`${about} code`) % CODES.length];
  return new GraphQLError(
    `Refused: ${hash(about) % 3} "한"`,
    code === undefined ? {} : { extensions: { code, more: 1 } },
  );
}

function valueOfField(
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
