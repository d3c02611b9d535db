import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isInterfaceType,
  parse,
  visit,
} from 'graphql';
import type { Send, SubgraphAnswer } from '../../src/subgraphs/client.ts';
import { hash } from './random.ts';
import { type Context, identify, type State, type Thing, valueOfField } from './test-supergraph-entities.ts';
import { type Keys, keysIn, unchecked, withTypenames } from './test-supergraph-schema.ts';
import { corrupt, isRefused, oddAnswer } from './test-supergraph-values.ts';
import type { World } from './test-supergraph-world.ts';

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
