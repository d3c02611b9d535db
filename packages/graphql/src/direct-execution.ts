import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestListener,
  HTTPGraphQLHead,
} from '@apollo/server';
import { execute, type GraphQLError, type GraphQLSchema } from 'graphql';
import { maskError } from './errors.ts';
import type { Logger } from '@movecall/telemetry/logger';
import { traceIdOf } from '@movecall/telemetry/trace';

/**
 * An Apollo Server plugin that executes operations with graphql-js directly. Apollo Server would call graphql-js too. But
 * before that it checks for incremental delivery and for plugins that listen to each field, which costs more time than most
 * executions here.
 */
export function directExecution<C extends BaseContext>(
  schema: GraphQLSchema,
  logger: Logger,
  introspection: boolean,
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
      // graphql-js refused the variables before it resolved any field: Apollo Server answers that in its own way.
      if (data === undefined) return null;
      if (!errors) return { http: response.http, body: { kind: 'single', singleResult: { data } } };
      mergeHeads(response.http, errors);
      const { traceparent } = contextValue as { readonly traceparent?: string };
      const about = logger.child({ traceId: traceIdOf(traceparent) });
      const masked = errors.map((error) => maskError(error.toJSON(), error, about, introspection));
      return { http: response.http, body: { kind: 'single', singleResult: { data, errors: masked } } };
    },
  };
  return { requestDidStart: async () => listener };
}

/** Errors may set the status and the headers of the whole response. */
function mergeHeads(head: HTTPGraphQLHead, errors: readonly GraphQLError[]): void {
  for (const { extensions } of errors) {
    const { status, headers = [] } = (extensions['http'] ?? {}) as Partial<HTTPGraphQLHead>;
    if (status !== undefined) head.status = status;
    for (const [name, value] of headers) head.headers.set(name, value);
  }
}
