import type { ApolloServer, ApolloServerPlugin } from '@apollo/server';
import type { CountFaults } from '@movecall/graphql/faults';
import { CodedError, createApolloServer, maskError, type PassingErrors } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import type { GraphQLFormattedError } from 'graphql';
import type { RouterContext } from './context.ts';
import { countMutations } from './counted-mutations.ts';
import type { RateLimits } from './rate-limits.ts';
import { createExecutor, stringifyResult } from './execution/executor.ts';
import type { Send } from './subgraphs/client.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import { persistedQueryCache, type Safelist } from './safelist.ts';

/**
 * Refuses subscriptions over HTTP, because live/ executes them over WebSocket. Refuses a document without a selected operation
 * before the gateway does: the gateway would report another error code.
 */
const oneQueryOrMutation = (subscriptions: boolean): ApolloServerPlugin<RouterContext> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (!operation) {
        throw new CodedError('OPERATION_RESOLUTION_FAILURE', 'Name one operation of the document.', 400);
      }
      if (operation.operation === 'subscription') {
        throw new CodedError(
          'BAD_REQUEST',
          subscriptions
            ? 'Subscriptions are served over WebSocket, on the same path. Connect with graphql-transport-ws.'
            : 'There are no subscriptions: this router has no live events.',
          400,
        );
      }
    },
  }),
});

/** Says what is supported instead of a directive that the schema does not have. */
function explained(error: GraphQLFormattedError): GraphQLFormattedError {
  const directive = /^Unknown directive "@(defer|stream)"/.exec(error.message)?.[1];
  if (directive === undefined) return error;
  const hint = `Responses are sent in one piece: send the operation without @${directive}.`;
  return { ...error, message: `${error.message} ${hint}` };
}

export interface GatewayOptions {
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
  /** The persisted queries; null: clients register their own (automatic persisted queries). */
  readonly safelist: Safelist | null;
  /** Which errors of subgraphs are not masked, besides those with a public code. */
  readonly passing: PassingErrors;
  /** How many errors a response lists. */
  readonly maxErrors: number;
  /** Whether the gateway's own executor executes everything. */
  readonly gatewayOnly: boolean;
  /** Whether subscriptions are served over WebSocket. */
  readonly subscriptions: boolean;
  readonly rateLimits: RateLimits;
  readonly countFaults: CountFaults;
  readonly logger: Logger;
}

/**
 * Starts an Apollo Server that executes queries and mutations over a supergraph: as compiled operations where possible,
 * otherwise with the gateway's own executor.
 *
 * @param send by subgraph name; an operation that needs a subgraph without an entry is refused
 */
export async function startGateway(
  loaded: LoadedSupergraph,
  send: Readonly<Record<string, Send>>,
  options: GatewayOptions,
): Promise<ApolloServer<RouterContext>> {
  const { introspection, safelist, countFaults, logger } = options;
  const { plugin, refuse } = createExecutor({ ...options, loaded, send });
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
      plugins: [oneQueryOrMutation(options.subscriptions), countMutations(options.rateLimits), plugin],
      formatError: (formatted, error) => explained(maskError(formatted, error, logger, introspection)),
    },
    logger,
    countFaults,
  );
  await server.start();
  return server;
}
