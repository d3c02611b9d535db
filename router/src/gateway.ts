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
 * Subscriptions are planned by the gateway's planner but not executed by it: they have a way of their own. A document that
 * does not tell which operation is meant is the client's mistake, for which the gateway has a code of its own.
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
          'Subscriptions are served over WebSocket, on the same path.',
          400,
        );
      }
    },
  }),
};

export interface GatewayOptions {
  /** Whether clients are told the schema. */
  readonly introspection: boolean;
  /** What ids of persisted queries stand for; without one clients register their own (automatic persisted queries). */
  readonly safelist: Safelist | null;
  readonly countFaults: CountFaults;
  readonly logger: Logger;
}

/**
 * A started Apollo Server that executes queries and mutations over a supergraph: by compiled operations, and by the gateway's
 * own executor where there are none.
 *
 * @param send by subgraph name
 */
export async function startGateway(
  loaded: LoadedSupergraph,
  send: Readonly<Record<string, Send>>,
  { introspection, safelist, countFaults, logger }: GatewayOptions,
): Promise<ApolloServer<RouterContext>> {
  // Unless told not to, the gateway makes an exporter that reports to its vendor.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: loaded.sdl,
    buildService: ({ name }) =>
      send[name] ? createDataSource(loaded.supergraphSchema, send[name]) : nobody(name),
    // Outside of production it would answer with its plans to whoever sends a certain header.
    __exposeQueryPlanExperimental: false,
    logger: logger.child({ part: 'gateway' }, { level: 'warn' }),
  });
  const server = createApolloServer<RouterContext>(
    {
      gateway: {
        async load(options) {
          const { executor } = await gateway.load(options);
          return { executor: async (request) => stateCompletionErrors(await executor(request)) };
        },
        onSchemaLoadOrUpdate: (listener) => gateway.onSchemaLoadOrUpdate(listener),
        stop: () => gateway.stop(),
      },
      introspection,
      // Without a cache of its own: Apollo's in memory, which is bounded.
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

/** `events` is in the supergraph and no server answers for it; queries never lead there. */
const nobody = (name: string): GraphQLDataSource => ({
  process: () => Promise.reject(new Error(`no data source for ${name}`)),
});

/** A null that the schema forbids is told by the gateway among the extensions only; for a client it is an error. */
export function stateCompletionErrors({ data, errors, extensions }: GatewayResult): GatewayResult {
  const violations = extensions?.['valueCompletion'] as readonly GraphQLError[] | undefined;
  if (!violations) return { ...(data !== undefined && { data }), ...(errors && { errors }) };
  // Their own codes tell of federation's internals.
  const stated = violations.map(({ message, path }) => new GraphQLError(message, { path: path ?? null }));
  return { ...(data !== undefined && { data }), errors: [...(errors ?? []), ...stated] };
}
