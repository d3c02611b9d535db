import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { operationFromDocument } from '@apollo/federation-internals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createLogger } from '@movecall/telemetry/logger';
import { execute, type GraphQLFormattedError, parse, specifiedRules, validate } from 'graphql';
import { type CompiledOperation, compileOperation } from '../../src/execution/compiled-operation.ts';
import type { Send, SubgraphAnswer } from '../../src/subgraphs/client.ts';
import { createDataSource } from './data-source.ts';
import { type LoadedSupergraph, loadSupergraph } from '../../src/supergraph.ts';
import { operationOf } from './both-executors.ts';
import { composed } from './test-supergraph-schema.ts';

type Resolver = (source: never, args: never) => unknown;

export interface SmallSubgraph {
  /** Without its `@link`: all directives of Federation 2.11 are imported. */
  readonly sdl: string;
  /** By type and field; `__resolveReference` of an entity. A field without a resolver is read from its parent. */
  readonly resolvers?: Readonly<Record<string, Readonly<Record<string, Resolver>>>>;
}

export interface SmallAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
}

type Variables = Readonly<Record<string, unknown>>;

/** A supergraph of a few types, whose subgraphs graphql-js executes in this process. */
export interface SmallSupergraph {
  readonly loaded: LoadedSupergraph;
  /** Executes an operation as the router does. The order of the fields is that of the response. */
  ask(text: string, variables?: Variables): Promise<SmallAnswer>;
  /** Executes an operation with Apollo's own executor. */
  askStock(text: string, variables?: Variables): Promise<SmallAnswer>;
  /** The requests that the subgraphs have received since the last call. */
  takeRequests(): { readonly subgraph: string; readonly query: string; readonly variables: Variables }[];
}

const DIRECTIVES =
  '@key @shareable @external @requires @provides @override @inaccessible @tag @interfaceObject @context @fromContext';
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ${JSON.stringify(DIRECTIVES.split(' '))})\n`;
const logger = createLogger('test', 'silent');
const context = { viewer: null, traceparent: '' };

/**
 * @param answers what a subgraph answers instead of executing the request, by its name
 * @param overrideLabels the labels of `@override` that are switched on
 */
export function createSmallSupergraph(
  subgraphs: Readonly<Record<string, SmallSubgraph>>,
  answers: Readonly<Record<string, (variables: Variables) => unknown>> = {},
  overrideLabels: readonly string[] = [],
): SmallSupergraph {
  const sdls = Object.entries(subgraphs).map(([name, { sdl }]) => [name, LINK + sdl] as const);
  const loaded = loadSupergraph(composed(Object.fromEntries(sdls)), overrideLabels);
  const requests: ReturnType<SmallSupergraph['takeRequests']> = [];
  const send: Record<string, Send> = {};
  for (const [name, sdl] of sdls) {
    const schema = buildSubgraphSchema({
      typeDefs: parse(sdl),
      resolvers: subgraphs[name]?.resolvers as never,
    });
    send[name] = async ({ body }) => {
      const { query, variables = {} } = JSON.parse(body);
      requests.push({ subgraph: name, query, variables });
      const answer = answers[name]?.(variables);
      if (answer !== undefined) return answer as SubgraphAnswer;
      const document = parse(query);
      const invalid = validate(schema, document, specifiedRules);
      if (invalid.length > 0) return { errors: invalid.map((error) => error.toJSON()) };
      return structured(await execute({ schema, document, variableValues: variables }));
    };
  }
  const compiled = new Map<string, CompiledOperation>();
  return {
    loaded,
    takeRequests: () => requests.splice(0),
    async ask(text, variables = {}) {
      let run = compiled.get(text);
      if (!run) {
        const document = validated(loaded, text);
        compiled.set(text, (run = compileOperation({ loaded, send }, document, operationOf(document))));
      }
      const outcome = await run(variables, context);
      if (!outcome) throw new Error('the variables do not fit');
      return { data: JSON.parse(outcome.data), errors: outcome.errors };
    },
    askStock: (text, variables = {}) => executeByStock(loaded, send, text, variables),
  };
}

/** The same value as a subgraph sends it: as JSON. */
const structured = (value: unknown): SubgraphAnswer => JSON.parse(JSON.stringify(value));

function validated({ apiSchema }: LoadedSupergraph, text: string) {
  const document = parse(text);
  const [invalid] = validate(apiSchema, document, specifiedRules);
  if (invalid) throw invalid;
  return document;
}

async function executeByStock(
  loaded: LoadedSupergraph,
  send: Readonly<Record<string, Send>>,
  text: string,
  variables: Variables,
): Promise<SmallAnswer> {
  const document = validated(loaded, text);
  const sources = Object.entries(send).map(([name, each]) => [
    name,
    createDataSource(loaded.supergraphSchema, each),
  ]);
  const {
    data,
    errors = [],
    extensions,
  } = await executeQueryPlan(
    loaded.planner.buildQueryPlan(operationFromDocument(loaded.api, document)),
    Object.fromEntries(sources),
    { request: { variables }, context, metrics: {}, logger } as never,
    buildOperationContext({ schema: loaded.apiSchema, operationDocument: document }),
    loaded.supergraphSchema,
    loaded.api,
  );
  const violations = (extensions?.['valueCompletion'] ?? []) as readonly GraphQLFormattedError[];
  const formatted = [...errors, ...violations].map(({ message, path }) => ({
    message,
    ...(path && { path }),
  }));
  return { data: structured(data ?? null), errors: formatted };
}
