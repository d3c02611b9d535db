import type { ApolloServer, ApolloServerPlugin } from '@apollo/server';
import type { CountFaults } from '@movecall/graphql/faults';
import { CodedError, createApolloServer } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import type { RouterContext } from './context.ts';
import { createExecutor, stringifyResult } from './execution/executor.ts';
import type { Send } from './subgraphs/client.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import { persistedQueryCache, type Safelist } from './safelist.ts';

/**
 * Refuses subscriptions over HTTP, because live/ executes them over WebSocket. Refuses a document without a selected operation
 * before the gateway does: the gateway would report another error code.
 */
const oneQueryOrMutation: ApolloServerPlugin<RouterContext> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (!operation) {
        throw new CodedError('OPERATION_RESOLUTION_FAILURE', 'Name one operation of the document.', 400);
      }
      if (operation.operation === 'subscription') {
        throw new CodedError(
          'BAD_REQUEST',
          'Subscriptions are served over WebSocket, on the same path. Connect with graphql-transport-ws.',
          400,
        );
      }
    },
  }),
};

export interface GatewayOptions {
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
  /** The persisted queries; null: clients register their own (automatic persisted queries). */
  readonly safelist: Safelist | null;
  readonly countFaults: CountFaults;
  readonly logger: Logger;
}

/**
 * Starts an Apollo Server that executes queries and mutations over a supergraph, as compiled operations.
 *
 * @param send by subgraph name; an operation that needs a subgraph without an entry is refused
 */
export async function startGateway(
  loaded: LoadedSupergraph,
  send: Readonly<Record<string, Send>>,
  { introspection, safelist, countFaults, logger }: GatewayOptions,
): Promise<ApolloServer<RouterContext>> {
  const { plugin, refuse } = createExecutor({ loaded, send, logger });
  const { apiSchema, sdl } = loaded;
  const server = createApolloServer<RouterContext>(
    {
      // Apollo Server asks the gateway only for what the plugin has not answered.
      gateway: {
        load: async () => ({ executor: async (request) => ({ errors: refuse(request) }) }),
        onSchemaLoadOrUpdate(listener) {
          listener({ apiSchema, coreSupergraphSdl: sdl });
          return () => undefined;
        },
        stop: async () => undefined,
      },
      introspection,
      // `{}` is Apollo's own cache in memory, which is bounded.
      persistedQueries: safelist ? { cache: persistedQueryCache(safelist) } : {},
      stringifyResult,
      plugins: [oneQueryOrMutation, plugin],
    },
    logger,
    countFaults,
  );
  await server.start();
  return server;
}
