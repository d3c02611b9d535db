import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import type { BaseContext } from '@apollo/server';
import { parse } from 'graphql';
import type { IncomingMessage } from 'node:http';
import { createApolloServer, createGraphqlHandler } from './graphql.ts';
import type { Handler } from './http.ts';
import type { Logger } from './logger.ts';

export interface SubgraphOptions<C extends BaseContext> {
  readonly sdl: string;
  readonly resolvers: object;
  /** @throws CodedError UNAUTHENTICATED when the request does not come from the router or a service. */
  readonly context: (request: IncomingMessage) => Promise<C>;
  readonly logger: Logger;
}

/** A subgraph's `/graphql`. */
export async function startSubgraph<C extends BaseContext>(
  options: SubgraphOptions<C>,
): Promise<{ handler: Handler; stop(): Promise<void> }> {
  const schema = buildSubgraphSchema({
    typeDefs: parse(options.sdl),
    // The generated resolver types are stricter than Apollo's own, which are an index signature.
    resolvers: options.resolvers as GraphQLResolverMap<unknown>,
  });
  const server = createApolloServer<C>({ schema }, options.logger);
  await server.start();
  return { handler: createGraphqlHandler(server, options.context), stop: () => server.stop() };
}
