import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLRequestListener } from '@apollo/server';
import type { Logger } from '@movecall/telemetry/logger';
import type { FormattedExecutionResult, OperationDefinitionNode } from 'graphql';
import type { RouterContext } from '../context.ts';
import {
  type CompiledOperation,
  compileOperation,
  type CompilerOptions,
  type Outcome,
} from './compiled-operation.ts';
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

export interface FastPathOptions extends CompilerOptions {
  readonly logger: Logger;
}

/**
 * Executes operations in their compiled form, which is kept for as long as Apollo Server keeps the parsed document. The
 * gateway's own executor executes the operations that cannot be compiled, and those whose variables do not fit.
 */
export function createFastPath(options: FastPathOptions): ApolloServerPlugin<RouterContext> {
  const { logger } = options;
  const compiled = new WeakMap<OperationDefinitionNode, CompiledOperation | null>();

  function compile({ document, operation }: GraphQLRequestContext<RouterContext>): CompiledOperation | null {
    if (!document || !operation) return null;
    const known = compiled.get(operation);
    if (known !== undefined) return known;
    let result: CompiledOperation | null = null;
    try {
      result = compileOperation(options, document, operation);
    } catch (error) {
      if (error instanceof UnsupportedError)
        logger.debug({ why: error.message }, 'operation left to the gateway: it cannot be compiled');
      // When the operation cannot be planned, the gateway reports that to the client.
      else logger.warn({ err: error }, 'compiling an operation failed; the gateway executes it');
    }
    compiled.set(operation, result);
    return result;
  }

  /** The gateway answers the same when a subgraph returns data of another shape than its schema. */
  function failed(error: unknown): Outcome {
    logger.error({ err: error }, 'a compiled operation failed');
    return { data: 'null', errors: [{ message: 'Execution failed.' }] };
  }

  const listener: GraphQLRequestListener<RouterContext> = {
    async responseForOperation(requestContext) {
      const { request, contextValue, response } = requestContext;
      const outcome = compile(requestContext)?.(request.variables ?? {}, contextValue);
      if (!outcome) return null;
      const { json, errors } = writeResponse(await outcome.catch(failed), logger, contextValue.traceparent);
      if (ACCEPTS_JSON.has(request.http?.headers.get('accept')))
        response.http.headers.set('content-type', 'application/json; charset=utf-8');
      // A caller of executeOperation needs an object. For HTTP, other plugins need the errors beside the JSON.
      const singleResult = request.http
        ? { data: new SerializedResponse(json) as never, errors }
        : (JSON.parse(json) as FormattedExecutionResult);
      return { http: response.http, body: { kind: 'single', singleResult } };
    },
  };
  return { requestDidStart: async () => listener };
}
