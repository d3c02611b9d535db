import { executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { EVENTS_SUBGRAPH } from '@movecall/schema/sdl';
import { maskError } from '@movecall/service/graphql';
import type { Logger } from '@movecall/service/logger';
import { execute, GraphQLError } from 'graphql';
import type { RouterContext } from '../context.ts';
import { type DataSources, stateCompletionErrors } from '../gateway.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { LiveOperation } from './operation.ts';
import type { MoveCallStatusEvent } from './status-event.ts';

export interface ExecutionRequest {
  readonly operation: LiveOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly event: MoveCallStatusEvent;
  readonly context: RouterContext;
}

/**
 * The payload of one event: what `events` says of it, joined with what the subgraphs say of its call.
 *
 * @returns `{"data":…}`, or `{"data":…,"errors":…}` with masked errors, as JSON
 */
export type ExecuteEvent = (request: ExecutionRequest) => Promise<string>;

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/**
 * The gateway's executor refuses a plan whose root is a subscription. Below that root stands an ordinary plan, which it
 * executes like any other once there is a data source for `events`.
 */
export function createExecuteEvent(
  loaded: LoadedSupergraph,
  dataSources: DataSources,
  logger: Logger,
): ExecuteEvent {
  const answer = (data: unknown, errors: readonly GraphQLError[] | undefined): string =>
    JSON.stringify({
      data: data ?? null,
      errors: errors?.map((error) => maskError(error.toJSON(), error, logger)),
    });

  return async ({ operation, variables, event, context }) => {
    if (operation.isOfEventAlone) {
      const { data, errors } = await execute({
        schema: loaded.apiSchema,
        document: operation.document,
        operationName: operation.operationName ?? null,
        rootValue: { moveCallStatus: event, moveCallFeed: event },
        variableValues: variables,
      });
      return answer(data, errors);
    }
    // The part of a request context that the executor reads.
    const requestContext = {
      request: { variables },
      document: operation.document,
      context,
      metrics: {},
      logger,
    } as unknown as RequestContext;
    const services = { ...dataSources, [EVENTS_SUBGRAPH]: eventSource(loaded, operation, event) };
    const { plan, context: operationContext } = operation;
    const { supergraphSchema, api } = loaded;
    const { data, errors } = stateCompletionErrors(
      await executeQueryPlan(plan, services, requestContext, operationContext, supergraphSchema, api),
    );
    return answer(data, errors?.map(toError));
  };
}

/** Answers the primary fetch with the event, under whatever aliases and fragments it is asked for. */
function eventSource(
  loaded: LoadedSupergraph,
  { primary }: LiveOperation,
  event: MoveCallStatusEvent,
): GraphQLDataSource<RouterContext> {
  return {
    async process({ request }) {
      const { data, errors } = await execute({
        schema: loaded.apiSchema,
        document: primary,
        rootValue: { moveCallStatus: event, moveCallFeed: event },
        variableValues: request.variables,
      });
      return { data: data ?? null, ...(errors && { errors: errors.map((error) => error.toJSON()) }) };
    },
  };
}

const toError = (error: GraphQLError | { readonly message: string }): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError(error.message);
