import { createIdentitySigner } from '@movecall/identity';
import { EVENTS_SUBGRAPH } from '@movecall/schema/sdl';
import type { Registry } from 'prom-client';
import type { RouterConfig } from '../config.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { createSubgraphClient, type Send } from './client.ts';
import { createHeaders } from './headers.ts';
import { createSubgraphMetrics } from './subgraph-metrics.ts';

/** The subgraph of movecall that people sign in to. */
const SIGN_IN_SUBGRAPH = 'call';

export interface SubgraphClients {
  /** By subgraph name. */
  readonly send: Readonly<Record<string, Send>>;
  /** Resolves when all answers have arrived and all connections are closed. */
  close(): Promise<void>;
}

/**
 * One client for each subgraph that runs as a server: all but movecall's `events`. Another supergraph's subgraph of that name
 * is a server like any other.
 *
 * @param onEndedSessions receives the sessions that a request has ended
 * @param graphqlPath the path of GraphQL at the origins in `config.subgraphUrls`
 * @throws Error when a subgraph has no usable address
 */
export function createSubgraphClients(
  config: RouterConfig,
  { subgraphs }: LoadedSupergraph,
  registry: Registry,
  onEndedSessions: (sessionIds: readonly string[]) => void,
  graphqlPath: string,
): SubgraphClients {
  const { identityKey, supergraphFile, logger } = config;
  const makeHeaders = createHeaders(identityKey && createIdentitySigner(identityKey));
  const metrics = createSubgraphMetrics(registry);
  const clients = subgraphs
    .filter(({ name }) => supergraphFile !== null || name !== EVENTS_SUBGRAPH)
    .map(({ name, url: urlInSupergraph }) => {
      const origin = config.subgraphUrls[name];
      const url = origin === undefined ? urlInSupergraph : new URL(graphqlPath, origin).href;
      // Another supergraph has its own way of signing in.
      const isSignIn = supergraphFile === null && name === SIGN_IN_SUBGRAPH;
      const options = {
        name,
        url: usableUrl(name, url),
        ...config.subgraphs,
        makeHeaders,
        onEndedSessions: isSignIn ? onEndedSessions : null,
        logger,
        metrics,
      };
      return { name, ...createSubgraphClient(options) };
    });
  return {
    send: Object.fromEntries(clients.map(({ name, send }) => [name, send])),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

/** @throws Error for an address that no request can be sent to, such as the empty one of a subgraph that was composed without */
function usableUrl(name: string, url: string): string {
  if (!/^https?:/.test(url) || !URL.canParse(url))
    throw new Error(`The supergraph states no usable address for the subgraph ${name}: "${url}".`);
  return url;
}
