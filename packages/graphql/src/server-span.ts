import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { Handler } from '@movecall/http';
import { activeSpan, inServerSpan, isTracing, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';

/**
 * A handler each of whose requests is a span, where anything is traced at all.
 *
 * @param trusted whether its clients are of ours, and decide if a request is recorded
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

/** Of an operation's name, which is the client's own. */
const MAX_NAME = 80;

/** What one without a name is called by. */
function rootFieldOf({ selectionSet }: OperationDefinitionNode): string {
  const [first] = selectionSet.selections;
  return first?.kind === Kind.FIELD ? first.name.value : '';
}

/** Says of a request's span which operation it is. Its text and its variables are nobody's business. */
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
