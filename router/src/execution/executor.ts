import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLRequestListener } from '@apollo/server';
import { CodedError, type PassingErrors } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import {
  type FormattedExecutionResult,
  getVariableValues,
  GraphQLError,
  type OperationDefinitionNode,
} from 'graphql';
import type { RouterContext } from '../context.ts';
import { type CompiledOperation, compileOperation, type Outcome } from './compiled-operation.ts';
import type { CompilerOptions } from './execution.ts';
import { writeResponse } from './masked-response.ts';
import { UnsupportedError } from './unsupported.ts';

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

export interface ExecutorOptions extends CompilerOptions {
  readonly logger: Logger;
  /** Which errors of subgraphs are not masked, besides those with a public code. */
  readonly passing: PassingErrors;
}

export interface OperationExecutor {
  /** Answers with compiled operations, which are kept for as long as Apollo Server keeps the parsed document. */
  readonly plugin: ApolloServerPlugin<RouterContext>;
  /** The errors of a request that the plugin does not answer: it cannot be executed. */
  readonly refuse: (request: RefusedRequest) => readonly GraphQLError[];
}

interface RefusedRequest {
  readonly operation: OperationDefinitionNode;
  readonly request: { readonly variables?: Readonly<Record<string, unknown>> };
}

/** Executes operations in their compiled form. */
export function createExecutor(options: ExecutorOptions): OperationExecutor {
  const { logger, passing } = options;
  const compiled = new WeakMap<OperationDefinitionNode, CompiledOperation | GraphQLError>();

  function compile({ document, operation }: GraphQLRequestContext<RouterContext>): CompiledOperation | null {
    if (!document || !operation) return null;
    let known = compiled.get(operation);
    if (known === undefined) {
      try {
        known = compileOperation(options, document, operation);
      } catch (error) {
        known = refusal(error, logger);
      }
      compiled.set(operation, known);
    }
    return known instanceof GraphQLError ? null : known;
  }

  function failed(error: unknown): Outcome {
    logger.error({ err: error }, 'a compiled operation failed');
    return { data: 'null', errors: [{ message: 'Execution failed.' }] };
  }

  const listener: GraphQLRequestListener<RouterContext> = {
    async responseForOperation(requestContext) {
      const { request, contextValue, response } = requestContext;
      const outcome = compile(requestContext)?.(request.variables ?? {}, contextValue);
      if (!outcome) return null;
      const { json, errors } = writeResponse(
        await outcome.catch(failed),
        logger,
        contextValue.traceparent,
        passing,
      );
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
    refuse({ operation, request: { variables } }) {
      const known = compiled.get(operation);
      if (known instanceof GraphQLError) return [known];
      const definitions = operation.variableDefinitions ?? [];
      const { errors } = getVariableValues(options.loaded.apiSchema, definitions, { ...variables });
      return (
        errors ?? [new CodedError('BAD_USER_INPUT', 'A variable of @skip or @include must not be null.')]
      );
    },
  };
}

function refusal(error: unknown, logger: Logger): GraphQLError {
  if (error instanceof UnsupportedError)
    return new CodedError('BAD_REQUEST', `This operation cannot be executed: ${error.message}.`, 400);
  logger.warn({ err: error }, 'an operation cannot be planned');
  return error instanceof GraphQLError ? error : new GraphQLError(String(error));
}
