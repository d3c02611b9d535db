import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import type { BaseContext } from '@apollo/server';
import { GraphQLError, parse, type ValidationRule } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import { directExecution } from './direct-execution.ts';
import { createFaultCounter } from './faults.ts';
import { createApolloServer } from './apollo-server.ts';
import { createGraphqlHandler } from './http-handler.ts';
import type { Handler } from '@movecall/http';
import type { Logger } from '@movecall/telemetry/logger';
import { traceRequests } from './server-span.ts';
import { textScalars } from './text-scalars.ts';

export interface SubgraphOptions<C extends BaseContext> {
  readonly sdl: string;
  readonly resolvers: object;
  /** @throws CodedError UNAUTHENTICATED when the request does not come from the router or a service */
  readonly context: (request: IncomingMessage, response: ServerResponse) => Promise<C>;
  /** Whether clients that `context` accepts may read the schema, by introspection and by `_service`. True when absent. */
  readonly introspection?: boolean;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/**
 * Refuses the field `_service`, by which every subgraph gives composition tools its SDL: it is introspection under another
 * name.
 */
const noServiceSdl: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value === '_service' && context.getParentType() === context.getSchema().getQueryType())
      context.reportError(new GraphQLError('This subgraph does not disclose its SDL.', { nodes: [node] }));
  },
});

/** Starts a subgraph. @returns the handler for its `/graphql` */
export async function startSubgraph<C extends BaseContext>(
  options: SubgraphOptions<C>,
): Promise<{ handler: Handler; stop(): Promise<void> }> {
  const typeDefs = parse(options.sdl);
  const schema = buildSubgraphSchema({
    typeDefs,
    // The generated resolver types are stricter than Apollo's own, which are an index signature.
    resolvers: { ...textScalars(typeDefs), ...(options.resolvers as GraphQLResolverMap<unknown>) },
  });
  const { introspection = true, logger, metrics } = options;
  const validationRules = introspection ? [] : [noServiceSdl];
  const plugins = [directExecution<C>(schema, logger, introspection)];
  const countFaults = createFaultCounter(metrics);
  const server = createApolloServer<C>(
    { schema, introspection, validationRules, plugins },
    logger,
    countFaults,
  );
  await server.start();
  const handler = traceRequests(
    createGraphqlHandler(server, (request, _body, response) => options.context(request, response)),
    { trusted: true },
  );
  return { handler, stop: () => server.stop() };
}
