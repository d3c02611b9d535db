import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestListener,
  HTTPGraphQLHead,
} from '@apollo/server';
import { execute, type GraphQLError, type GraphQLSchema } from 'graphql';
import { maskError } from './graphql.ts';
import type { Logger } from '@movecall/telemetry/logger';
import { traceIdOf } from '@movecall/telemetry/trace';

/**
 * Executes operations with graphql-js at once. Apollo Server would do the same, but first look whether the client takes
 * incremental delivery and whether a plugin listens to each field, which costs more than most executions here.
 */
export function directExecution<C extends BaseContext>(
  schema: GraphQLSchema,
  logger: Logger,
  tellsSchema: boolean,
): ApolloServerPlugin<C> {
  const listener: GraphQLRequestListener<C> = {
    async responseForOperation({ document, operation, request, contextValue, response }) {
      if (!document || !operation) return null;
      const { data, errors } = await execute({
        schema,
        document,
        contextValue,
        variableValues: request.variables,
        operationName: request.operationName,
      });
      // Refused before anything was resolved, for its variables: Apollo Server says so in its own way.
      if (data === undefined) return null;
      if (!errors) return { http: response.http, body: { kind: 'single', singleResult: { data } } };
      mergeHeads(response.http, errors);
      const { traceparent } = contextValue as { readonly traceparent?: string };
      const about = logger.child({ traceId: traceIdOf(traceparent) });
      const masked = errors.map((error) => maskError(error.toJSON(), error, about, tellsSchema));
      return { http: response.http, body: { kind: 'single', singleResult: { data, errors: masked } } };
    },
  };
  return { requestDidStart: async () => listener };
}

/** An error may say what the whole response is answered with. */
function mergeHeads(head: HTTPGraphQLHead, errors: readonly GraphQLError[]): void {
  for (const { extensions } of errors) {
    const { status, headers = [] } = (extensions['http'] ?? {}) as Partial<HTTPGraphQLHead>;
    if (status !== undefined) head.status = status;
    for (const [name, value] of headers) head.headers.set(name, value);
  }
}
