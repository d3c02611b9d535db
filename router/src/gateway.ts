import type { ApolloServer } from '@apollo/server';
import type { CountFaults } from '@movecall/graphql/faults';
import { createApolloServer, maskError, type PassingErrors } from '@movecall/graphql';
import type { Logger } from '@movecall/telemetry/logger';
import type { GraphQLFormattedError } from 'graphql';
import type { RouterContext } from './context.ts';
import type { Documents } from './documents/documents.ts';
import type { RateLimits } from './rate-limits.ts';
import { createExecutor, stringifyResult } from './execution/executor.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import { persistedQueryCache, type Safelist } from './safelist.ts';

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
  readonly documents: Documents;
  readonly rateLimits: RateLimits;
  readonly countFaults: CountFaults;
  readonly logger: Logger;
}

/**
 * Starts an Apollo Server that executes the queries and mutations of prepared documents.
 */
export async function startGateway(
  { apiSchema, sdl }: LoadedSupergraph,
  options: GatewayOptions,
): Promise<ApolloServer<RouterContext>> {
  const { documents, introspection, safelist, countFaults, logger } = options;
  const { plugin, refuse } = createExecutor({ ...options, apiSchema });
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
      persistedQueries: { cache: safelist ? persistedQueryCache(safelist) : documents.persistedTexts },
      // Documents were validated when they were prepared, and `documents` keeps them.
      dangerouslyDisableValidation: true,
      documentStore: null,
      stringifyResult,
      plugins: [plugin],
      formatError: (formatted, error) => explained(maskError(formatted, error, logger, introspection)),
    },
    logger,
    countFaults,
  );
  await server.start();
  return server;
}
