import { buildSubgraphSchema } from '@apollo/subgraph';
import { maskError } from '@movecall/graphql';
import { createLogger } from '@movecall/telemetry/logger';
import { execute, type GraphQLFormattedError, parse, specifiedRules, validate } from 'graphql';
import { expect } from 'vitest';
import type { Send, SubgraphAnswer } from '../../src/subgraphs/client.ts';
import { loadSupergraph, type PlannableSupergraph } from '../../src/supergraph.ts';
import { documentsInProcess, prepare } from './documents-in-process.ts';
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
  readonly loaded: PlannableSupergraph;
  /**
   * Executes an operation compiled, and with the gateway's own executor. The order of the fields is that of the response.
   *
   * @returns the answer of the compiled operation
   * @throws AssertionError when a client would see a difference between the two; the error of an operation that both refuse
   */
  ask(text: string, variables?: Variables): Promise<SmallAnswer>;
  /** The requests of compiled operations that the subgraphs have received since the last call. */
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
export async function createSmallSupergraph(
  subgraphs: Readonly<Record<string, SmallSubgraph>>,
  answers: Readonly<Record<string, (variables: Variables) => unknown>> = {},
  overrideLabels: readonly string[] = [],
): Promise<SmallSupergraph> {
  const sdls = Object.entries(subgraphs).map(([name, { sdl }]) => [name, LINK + sdl] as const);
  const loaded = await loadSupergraph(composed(Object.fromEntries(sdls)), overrideLabels);
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
  const executeCompiled = createExecute(loaded, send, false);
  const executeByGateway = createExecute(loaded, send, true);
  return {
    loaded,
    takeRequests: () => requests.splice(0),
    async ask(text, variables = {}) {
      const answer = await settled(executeCompiled(text, variables));
      const count = requests.length;
      const byGateway = await settled(executeByGateway(text, variables));
      requests.length = count;
      expect(asSeen(byGateway), 'as the gateway executes it').toEqual(asSeen(answer));
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

type Settled = SmallAnswer | Error;

const settled = (answer: Promise<SmallAnswer>): Promise<Settled> => answer.catch((error: Error) => error);

/** What a client sees of an answer. Errors may come in any order. */
function asSeen(answer: Settled): unknown {
  if (answer instanceof Error) return answer.message;
  const errors = answer.errors.map((error) => JSON.stringify(maskError(error, error, logger)));
  return { data: JSON.stringify(answer.data), errors: errors.toSorted() };
}

function createExecute(
  loaded: PlannableSupergraph,
  send: Readonly<Record<string, Send>>,
  gatewayOnly: boolean,
) {
  const documents = documentsInProcess({ loaded, send, gatewayOnly });
  return async (text: string, variables: Variables): Promise<SmallAnswer> => {
    const operation = await prepare(documents, text);
    const outcome = await operation.execute(variables, context);
    if (!outcome) throw new Error('the variables do not fit');
    return { data: JSON.parse(outcome.data), errors: outcome.errors };
  };
}

/** The same value as a subgraph sends it: as JSON. */
const structured = (value: unknown): SubgraphAnswer => JSON.parse(JSON.stringify(value));
