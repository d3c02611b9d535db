import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { CodedError, type PassingErrors } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import {
  type FormattedExecutionResult,
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { RouterContext } from '../context.ts';
import type { DocumentRequest, Documents, PreparedOperation } from '../documents/documents.ts';
import { audienceOf } from '../documents/root-access.ts';
import { refusedBy, RefusedDocument } from '../documents/refused-document.ts';
import type { RateLimits } from '../rate-limits.ts';
import { createTurns } from '../turns.ts';
import type { Outcome } from './compiled-operation.ts';
import { writeResponse } from './masked-response.ts';

/** A response that is JSON already. It takes the place of `data` in Apollo Server's result. */
export class SerializedResponse {
  readonly json: string;
  constructor(json: string) {
    this.json = json;
  }
}

/** For Apollo Server's option of the same name. */
export const stringifyResult = (result: { readonly data?: unknown }): string =>
  result.data instanceof SerializedResponse ? result.data.json : JSON.stringify(result);

/** The Accept headers of most clients. Apollo Server negotiates all others. */
const ACCEPTS_JSON: ReadonlySet<string | undefined> = new Set([undefined, '*/*', 'application/json']);

export interface ExecutorOptions {
  readonly documents: Documents;
  readonly rateLimits: Pick<RateLimits, 'count'>;
  readonly apiSchema: GraphQLSchema;
  readonly logger: Logger;
  /** Which errors of subgraphs are not masked, besides those with a public code. */
  readonly passing: PassingErrors;
}

export interface OperationExecutor {
  /** Prepares the documents of requests, and answers with their compiled operations. */
  readonly plugin: ApolloServerPlugin<RouterContext>;
  /** The errors of a request that the plugin does not answer: it cannot be executed. */
  readonly refuse: (request: RefusedRequest) => readonly GraphQLError[];
}

type Variables = Readonly<Record<string, unknown>>;

interface RefusedRequest {
  readonly context: Pick<RouterContext, 'prepared'>;
  readonly operation: OperationDefinitionNode;
  readonly request: { readonly variables?: Variables };
}

/**
 * Executes operations in their compiled form. Apollo Server neither parses nor validates what is prepared. It parses a refused
 * document again, for the error of a text that cannot be parsed.
 */
export function createExecutor(options: ExecutorOptions): OperationExecutor {
  const { documents, rateLimits, apiSchema, logger, passing } = options;
  const inTurn = createTurns();

  function failed(error: unknown): Outcome {
    logger.error({ err: error }, 'a compiled operation failed');
    return { data: 'null', errors: [{ message: 'Execution failed.' }] };
  }

  /**
   * Executes the costly operations of a client one after the other: whoever sends many at once waits for them alone.
   *
   * @returns null when the document is refused, or its variables do not fit
   */
  async function executeInTurn(context: RouterContext, variables: Variables): Promise<Outcome | null> {
    const { prepared, viewer, address } = context;
    if (!prepared || prepared instanceof RefusedDocument) return null;
    const execute = () => prepared.execute(variables, context)?.catch(failed) ?? null;
    const client = viewer?.id ?? address;
    return prepared.requests > 1 && client !== undefined ? inTurn(client, async () => execute()) : execute();
  }

  const listener: GraphQLRequestListener<RouterContext> = {
    async didResolveSource(requestContext) {
      const { contextValue } = requestContext;
      try {
        const found = documents.prepare(documentRequest(requestContext));
        const prepared = found instanceof Promise ? await found : found;
        if (prepared.requests > 1) await countFurther(rateLimits, prepared, contextValue);
        contextValue.prepared = prepared;
        // Apollo Server parses and validates what has no document yet.
        Object.assign(requestContext, { document: prepared.document });
      } catch (error) {
        contextValue.prepared = refusedBy(error);
      }
    },
    async didResolveOperation({ operation, metrics, contextValue: { prepared } }) {
      if (!(prepared instanceof RefusedDocument)) return;
      // A refused text is not kept as a persisted query.
      metrics.persistedQueryRegister = false;
      // Without an operation, Apollo Server would replace the error by one of its own.
      if (!operation) throw prepared.first;
    },
    async responseForOperation({ request, contextValue, response }) {
      const outcome = await executeInTurn(contextValue, request.variables ?? {});
      if (!outcome) return null;
      const { json, errors } = writeResponse(outcome, logger, contextValue.traceparent, passing);
      if (ACCEPTS_JSON.has(request.http?.headers.get('accept')))
        response.http.headers.set('content-type', 'application/json; charset=utf-8');
      // A caller of executeOperation needs an object. For HTTP, other plugins need the errors beside the JSON.
      const singleResult = request.http
        ? { data: new SerializedResponse(json) as never, errors }
        : (JSON.parse(json) as FormattedExecutionResult);
      return { http: response.http, body: { kind: 'single', singleResult } };
    },
  };
  return {
    plugin: { requestDidStart: async () => listener },
    refuse({ context: { prepared }, operation, request: { variables } }) {
      const refused = prepared instanceof RefusedDocument ? prepared : null;
      if (refused && !refused.isNotAllowed) return refused.errors;
      const definitions = operation.variableDefinitions ?? [];
      const { errors } = getVariableValues(apiSchema, definitions, { ...variables });
      return (
        errors ??
        refused?.errors ?? [
          new CodedError('BAD_USER_INPUT', 'A variable of @skip or @include must not be null.'),
        ]
      );
    },
  };
}

/** The first request was counted when it arrived. An operation over the limit is refused as a whole, before it is executed. */
async function countFurther(
  { count }: ExecutorOptions['rateLimits'],
  { requests }: PreparedOperation,
  { address, viewer }: RouterContext,
): Promise<void> {
  if (address === undefined) return;
  for (let counted = 1; counted < requests; counted += 1) await count(address, viewer);
}

type Sourced = Parameters<NonNullable<GraphQLRequestListener<RouterContext>['didResolveSource']>>[0];

/** A request without an address is one of the router's own. */
const documentRequest = ({
  source,
  queryHash,
  request: { operationName },
  contextValue: { address, viewer },
}: Sourced): DocumentRequest => ({
  text: source,
  hash: queryHash,
  operationName: operationName ?? undefined,
  transport: 'http',
  audience: address === undefined ? 'operator' : audienceOf(viewer),
  client: address === undefined ? null : { address, identity: viewer?.id ?? null },
});
