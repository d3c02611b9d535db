import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLRequestListener } from '@apollo/server';
import type { Logger } from '@movecall/telemetry/logger';
import type { FormattedExecutionResult, OperationDefinitionNode } from 'graphql';
import type { RouterContext } from '../context.ts';
import { writeAnswer } from './answer.ts';
import { type CompiledOperation, compileOperation, type CompilerOptions, type Outcome } from './operation.ts';
import { UnsupportedError } from './unsupported.ts';

/** An answer that is JSON already. It travels through Apollo Server in the place of a result. */
export class WrittenAnswer {
  readonly json: string;
  constructor(json: string) {
    this.json = json;
  }
}

/** For Apollo Server's `stringifyResult`. */
export const stringifyResult = (result: { readonly data?: unknown }): string =>
  result.data instanceof WrittenAnswer ? result.data.json : JSON.stringify(result);

/** Accept headers of most clients. */
const TAKES_JSON: ReadonlySet<string | undefined> = new Set([undefined, '*/*', 'application/json']);

export interface FastPathOptions extends CompilerOptions {
  readonly logger: Logger;
}

/**
 * Answers operations by their compiled form, which is kept for as long as Apollo Server keeps the parsed document. What
 * cannot be compiled, and variables that do not fit, go on to the gateway's own executor.
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
      if (error instanceof UnsupportedError) logger.debug({ why: error.message }, 'left to the gateway');
      // Whether it is the operation that cannot be planned, the gateway says in its own words.
      else logger.warn({ err: error }, 'an operation could not be compiled');
    }
    compiled.set(operation, result);
    return result;
  }

  /** As when a subgraph answers another shape than its schema's. */
  function failed(error: unknown): Outcome {
    logger.error({ err: error }, 'a compiled operation failed');
    return { data: 'null', errors: [{ message: 'Execution failed.' }] };
  }

  const listener: GraphQLRequestListener<RouterContext> = {
    async responseForOperation(requestContext) {
      const { request, contextValue, response } = requestContext;
      const outcome = compile(requestContext)?.(request.variables ?? {}, contextValue);
      if (!outcome) return null;
      const { json, errors } = writeAnswer(await outcome.catch(failed), logger, contextValue.traceparent);
      // Any other is negotiated by Apollo Server.
      if (TAKES_JSON.has(request.http?.headers.get('accept')))
        response.http.headers.set('content-type', 'application/json; charset=utf-8');
      // Who calls the server without HTTP wants an object; others that hear of the answer want its errors beside it.
      const singleResult = request.http
        ? { data: new WrittenAnswer(json) as never, errors }
        : (JSON.parse(json) as FormattedExecutionResult);
      return { http: response.http, body: { kind: 'single', singleResult } };
    },
  };
  return { requestDidStart: async () => listener };
}
