import type { Viewer } from '@movecall/schema/identity';
import { badUserInput } from '@movecall/service/graphql';
import { continueTrace } from '@movecall/service/trace';
import { createSourceEventStream, type ExecutionResult, type GraphQLError } from 'graphql';
import type { RouterContext } from '../context.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { ExecuteEvent } from './execution.ts';
import type { LiveOperation } from './operation.ts';
import type { SourceContext, SourceEvent, Sources } from './sources.ts';

export interface Subscriber {
  readonly viewer: Viewer | null;
  /** Of the connection; a payload belongs to the trace of what caused its event. */
  readonly traceparent: string;
}

export interface SubscribeRequest {
  readonly operation: LiveOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly subscriber: Subscriber;
}

/**
 * Begins a subscription. Its generator throws a GraphQLError with a public code when the subscription is refused; its
 * `return()` ends it at once, also while it waits.
 *
 * @throws GraphQLError BAD_USER_INPUT when the variables do not fit
 */
export type Subscribe = (
  request: SubscribeRequest,
) => Promise<AsyncGenerator<ExecutionResult, void, undefined>>;

export function createSubscribe(
  { apiSchema }: LoadedSupergraph,
  sources: Sources,
  executeEvent: ExecuteEvent,
): Subscribe {
  return async ({ operation, variables, subscriber }) => {
    const { viewer } = subscriber;
    const leaving = new AbortController();
    const stream = await createSourceEventStream({
      schema: apiSchema,
      document: operation.document,
      operationName: operation.operationName ?? null,
      variableValues: variables,
      contextValue: { viewer, signal: leaving.signal } satisfies SourceContext,
      // graphql-js finds the root field among aliases and fragments, and coerces its arguments.
      subscribeFieldResolver: (_root, args, context, { fieldName }) =>
        sources[fieldName as keyof Sources](args, context),
    });
    if (!(Symbol.asyncIterator in stream)) throw toBadUserInput(stream.errors);
    const events = stream as AsyncGenerator<SourceEvent>;

    async function* payloads(): AsyncGenerator<ExecutionResult, void, undefined> {
      for await (const { event, traceparent } of events) {
        const context: RouterContext = {
          viewer,
          traceparent: continueTrace(traceparent ?? subscriber.traceparent),
        };
        yield await executeEvent({ operation, variables, event, context });
      }
    }
    return endable(payloads(), leaving);
  };
}

/** Whatever graphql-js refuses of a valid document is due to its variables. */
const toBadUserInput = (errors: readonly GraphQLError[] | undefined): GraphQLError =>
  badUserInput(errors?.[0]?.message ?? 'The subscription cannot be begun.');

/** A generator that waits takes notice of `return()` only when it goes on: aborting makes it go on. */
function endable<T>(
  inner: AsyncGenerator<T, void, undefined>,
  leaving: AbortController,
): AsyncGenerator<T, void, undefined> {
  const end = (): Promise<IteratorResult<T, void>> => {
    leaving.abort();
    return inner.return();
  };
  return {
    next: () => inner.next(),
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
