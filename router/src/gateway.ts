import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { ApolloServer, ApolloServerPlugin } from '@apollo/server';
import type { CountFaults } from '@movecall/graphql/faults';
import { CodedError, createApolloServer } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import { GraphQLError } from 'graphql';
import type { RouterContext } from './context.ts';
import { createFastPath, stringifyResult } from './execution/fast-path.ts';
import { createDataSource } from './subgraphs/data-source.ts';
import type { Send } from './subgraphs/client.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import { persistedQueryCache, type Safelist } from './safelist.ts';

export type GatewayResult = Awaited<ReturnType<ApolloGateway['executor']>>;

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
 * Starts an Apollo Server that executes queries and mutations over a supergraph: as compiled operations where possible,
 * otherwise with the gateway's own executor.
 *
 * @param send by subgraph name; a subgraph without an entry fails every request to it
 */
export async function startGateway(
  loaded: LoadedSupergraph,
  send: Readonly<Record<string, Send>>,
  { introspection, safelist, countFaults, logger }: GatewayOptions,
): Promise<ApolloServer<RouterContext>> {
  // By default the gateway reports telemetry to its vendor.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: loaded.sdl,
    buildService: ({ name }) =>
      send[name] ? createDataSource(loaded.supergraphSchema, send[name]) : unservedDataSource(name),
    // Outside of production the gateway would send its query plans to any client that sends a certain header.
    __exposeQueryPlanExperimental: false,
    logger: logger.child({ part: 'gateway' }, { level: 'warn' }),
  });
  const server = createApolloServer<RouterContext>(
    {
      gateway: {
        async load(options) {
          const { executor } = await gateway.load(options);
          return { executor: async (request) => reportCompletionErrors(await executor(request)) };
        },
        onSchemaLoadOrUpdate: (listener) => gateway.onSchemaLoadOrUpdate(listener),
        stop: () => gateway.stop(),
      },
      introspection,
      // `{}` is Apollo's own cache in memory, which is bounded.
      persistedQueries: safelist ? { cache: persistedQueryCache(safelist) } : {},
      stringifyResult,
      plugins: [oneQueryOrMutation, createFastPath({ loaded, send, logger })],
    },
    logger,
    countFaults,
  );
  await server.start();
  return server;
}

/** For `events`, which is in the supergraph but has no server. No query plan leads there. */
const unservedDataSource = (name: string): GraphQLDataSource => ({
  process: () => Promise.reject(new Error(`the subgraph ${name} has no server`)),
});

/**
 * Turns the gateway's value completion errors into GraphQL errors: the gateway reports a null that the schema forbids among the
 * extensions only.
 */
export function reportCompletionErrors({ data, errors, extensions }: GatewayResult): GatewayResult {
  const violations = extensions?.['valueCompletion'] as readonly GraphQLError[] | undefined;
  if (!violations) return { ...(data !== undefined && { data }), ...(errors && { errors }) };
  // The codes of these errors expose internals of federation: they are dropped.
  const reported = violations.map(({ message, path }) => new GraphQLError(message, { path: path ?? null }));
  return { ...(data !== undefined && { data }), errors: [...(errors ?? []), ...reported] };
}
