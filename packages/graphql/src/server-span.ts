import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { Handler } from '@movecall/http';
import { activeSpan, inServerSpan, isTracing, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';

/**
 * Wraps a handler so that each request is a server span. When tracing is off, returns the handler itself.
 *
 * @param trusted whether the clients are services of this system: then the client decides whether its request is recorded
 */
export function traceRequests(handler: Handler, { trusted }: { readonly trusted: boolean }): Handler {
  if (!isTracing()) return handler;
  return (request, response) => {
    const method = request.method ?? 'GET';
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const received = request.headers[TRACEPARENT_HEADER]?.toString();
    const attributes = { 'http.request.method': method, 'url.path': path };
    return inServerSpan(`${method} ${path}`, { received, trusted, attributes }, async (span) => {
      await handler(request, response);
      span?.set({ 'http.response.status_code': response.statusCode });
      if (response.statusCode >= 500) span?.fail(String(response.statusCode));
    });
  };
}

/** The most characters of an operation's name in a span. The client chooses the name. */
const MAX_NAME = 80;

/** The name for an anonymous operation: its first field. */
function rootFieldOf({ selectionSet }: OperationDefinitionNode): string {
  const [first] = selectionSet.selections;
  return first?.kind === Kind.FIELD ? first.name.value : '';
}

/**
 * An Apollo Server plugin that names a request's span after its operation. The operation's text and variables stay out of
 * the span: they may hold a customer's data.
 */
export const nameOperations: ApolloServerPlugin = {
  requestDidStart: async () => ({
    async didResolveOperation({ operation, operationName }) {
      const span = activeSpan();
      if (!span || !operation) return;
      const type = operation.operation;
      const name = operationName?.slice(0, MAX_NAME) ?? null;
      span.rename(`${type} ${name ?? rootFieldOf(operation)}`);
      span.set({ 'graphql.operation.type': type, 'graphql.operation.name': name });
    },
  }),
};
