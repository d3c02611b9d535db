import { streamOf } from '@movecall/schema/events';
import { createIdentitySigner } from '@movecall/schema/identity';
import { createLoginTokenVerifier } from '@movecall/schema/login-token';
import { createGraphqlHandler } from '@movecall/service/graphql';
import { type Handler, startHttpService } from '@movecall/service/http';
import type { Service } from '@movecall/service/run';
import { continueTrace, TRACEPARENT_HEADER } from '@movecall/service/trace';
import { Redis } from 'ioredis';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { createAuthenticate } from './authentication.ts';
import type { RouterConfig } from './config.ts';
import type { RouterContext } from './context.ts';
import { createDocumentGuard } from './document-limits.ts';
import { startGateway } from './gateway.ts';
import { startLive } from './live/live.ts';
import { createMetrics } from './metrics.ts';
import { createPages } from './page.ts';
import { createRateLimits, normalizeAddress } from './rate-limits.ts';
import { createSocketServer } from './sockets/server.ts';
import { createSubgraphClient } from './subgraph-client.ts';
import { loadSupergraph } from './supergraph.ts';

const GRAPHQL_PATH = '/graphql';
/** A request waits no longer for the limits to be counted together, ms. */
const LIMITS_TIMEOUT_MS = 250;
/** A Redis that is there is reached within this, ms: whoever finds the router ready can subscribe. */
const REDIS_GRACE_MS = 1_000;

/**
 * The one public address: GraphQL over HTTP and WebSocket, and the web page.
 *
 * It is ready once the gateway is loaded. Neither a subgraph nor Redis is asked for: a subgraph that is down costs its own
 * fields only, and without Redis queries and mutations work as ever. Live events then pause and go on without a loss when
 * Redis is back; only a router that never reached Redis refuses subscriptions, with SERVICE_UNAVAILABLE.
 */
export async function createRouterService(config: RouterConfig): Promise<Service> {
  const { logger } = config;
  const registry = new Registry();
  const metrics = createMetrics(registry);
  const signer = createIdentitySigner(config.identityKey);
  const clients = Object.entries(config.subgraphUrls).map(([name, url]) => ({
    name,
    ...createSubgraphClient({ name, url, timeoutMs: config.subgraphTimeoutMs, signer, logger }),
  }));
  const dataSources = Object.fromEntries(clients.map(({ name, dataSource }) => [name, dataSource]));

  const events = new Redis(config.redisUrl, { lazyConnect: true });
  const limits = new Redis(config.redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: LIMITS_TIMEOUT_MS,
    // One that swallows commands is given up, so that only the first requests wait for it.
    socketTimeout: 4 * LIMITS_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
  });
  limits.on('error', (error) => logger.debug({ err: error }, 'rate limits: Redis connection'));

  const authenticate = createAuthenticate(await createLoginTokenVerifier(config.loginPublicKey));
  const rateLimits = createRateLimits({
    redis: limits,
    keyPrefix: `${config.streamPrefix}:rate`,
    ...config.rates,
  });
  const guard = createDocumentGuard();
  const server = await startGateway(dataSources, logger);
  const loaded = loadSupergraph();
  const stream = streamOf(config.streamPrefix, 'call');
  const live = startLive({ loaded, dataSources, server, redis: events, stream, registry, logger });
  const sockets = createSocketServer({
    path: GRAPHQL_PATH,
    publicUrl: config.publicUrl,
    live,
    authenticate,
    rateLimits,
    logger,
    drainMs: config.socketDrainMs,
  });

  async function createContext(request: IncomingMessage, body: unknown): Promise<RouterContext> {
    const address = normalizeAddress(request.socket.remoteAddress);
    const session = await authenticate(request.headers.authorization).catch(async (error: unknown) => {
      // Who tries tokens is counted too.
      await rateLimits.count(address, null);
      throw error;
    });
    const viewer = session?.viewer ?? null;
    await rateLimits.count(address, viewer);
    const document = documentOf(request, body);
    if (document !== null) guard(document);
    return { viewer, traceparent: continueTrace(request.headers[TRACEPARENT_HEADER] as string | undefined) };
  }

  const graphql = createGraphqlHandler(server, createContext);
  const counted: Handler = async (request, response) => {
    response.once('finish', () => metrics.requests.inc({ status: response.statusCode }));
    await graphql(request, response);
  };
  const pages = await createPages(config.page);
  await Promise.race([live.begun, pause(REDIS_GRACE_MS, undefined, { ref: false })]);
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    logger,
    metrics: registry,
    route: (path) => (path === GRAPHQL_PATH ? counted : pages(path)),
    readiness: async () => ({ gateway: true }),
    onDrain: () => sockets.close(),
  });
  http.server.on('upgrade', sockets.upgrade);

  return {
    url: http.url,
    async close() {
      await http.close();
      await live.close();
      await server.stop();
      await Promise.all(clients.map((client) => client.close()));
      events.disconnect();
      limits.disconnect();
    },
  };
}

/** The GraphQL text of a request; null when it has none that could be executed. */
function documentOf(request: IncomingMessage, body: unknown): string | null {
  if (request.method === 'GET') return new URLSearchParams((request.url ?? '').split('?')[1]).get('query');
  const { query } = (typeof body === 'object' && body !== null ? body : {}) as { query?: unknown };
  return typeof query === 'string' ? query : null;
}
