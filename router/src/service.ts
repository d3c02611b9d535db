import { createIdentitySigner } from '@movecall/identity';
import { createLoginTokenVerifier } from '@movecall/identity/login-token';
import { EVENTS_SUBGRAPH, supergraphSdl } from '@movecall/schema/sdl';
import { createFaultCounter } from '@movecall/graphql/faults';
import { createGraphqlHandler } from '@movecall/graphql';
import { startHttpService } from '@movecall/http';
import { createLiveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { createRegistry, createScrape } from '@movecall/telemetry/metrics';
import { connectRedis, type RedisAddress, type RedisClient } from '@movecall/redis';
import type { Service } from '@movecall/service/run';
import { traceRequests } from '@movecall/graphql/server-span';
import { continueClientTrace, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { askedOverHttp, createAdmission } from './admission.ts';
import { createAuthenticate } from './authentication.ts';
import { createClientAddress } from './client-address.ts';
import type { RouterConfig } from './config.ts';
import type { RouterContext } from './context.ts';
import { withCors } from './cors.ts';
import { startGateway } from './gateway.ts';
import { createMetrics, exposeRedis } from './metrics.ts';
import { createPages } from './page.ts';
import { createRateLimits } from './rate-limits.ts';
import { readSafelist } from './safelist.ts';
import { createHeaders } from './subgraphs/headers.ts';
import { createSubgraphClient } from './subgraphs/client.ts';
import { startSubscriptions } from './subscriptions.ts';
import { loadSupergraph } from './supergraph.ts';

const GRAPHQL_PATH = '/graphql';
/** A request waits no longer for the limits to be counted together, ms. */
const LIMITS_TIMEOUT_MS = 250;
/** A Redis that is there is reached within this, ms: whoever finds the router ready can subscribe. */
const REDIS_GRACE_MS = 1_000;

/**
 * The one public address: GraphQL over HTTP and WebSocket, and the web page. In front of another supergraph it is a router
 * alone: signing in, limits, live events and the page are there as far as they are configured.
 *
 * It is ready once the gateway is loaded. Neither a subgraph nor Redis is asked for: a subgraph that is down costs its own
 * fields only, and without Redis queries and mutations work as ever. Live events then pause and go on without a loss when
 * Redis is back; only a router that never reached Redis refuses subscriptions, with SERVICE_UNAVAILABLE.
 */
export async function createRouterService(config: RouterConfig): Promise<Service> {
  const { logger, redisUrl, redisCluster } = config;
  const registry = createRegistry('router', config.version);
  const scrape = createScrape(registry, logger);
  const liveness = createLiveness(config.stuckAfterMs);
  const metrics = createMetrics(registry);
  const countFaults = createFaultCounter(registry);
  const makeHeaders = createHeaders(config.identityKey && createIdentitySigner(config.identityKey));
  const loaded = loadSupergraph(
    config.supergraphFile === null ? supergraphSdl() : await readFile(config.supergraphFile, 'utf8'),
  );
  // Another supergraph's subgraph of this name is one like any other.
  const hasEvents = config.supergraphFile === null;
  const clients = loaded.subgraphs
    .filter(({ name }) => !hasEvents || name !== EVENTS_SUBGRAPH)
    .map(({ name, url: stated }) => {
      const origin = config.subgraphUrls[name];
      const url = origin === undefined ? stated : new URL(GRAPHQL_PATH, origin).href;
      const options = { name, url, ...config.subgraphs, makeHeaders, logger, metrics: metrics.subgraphs };
      return { name, ...createSubgraphClient(options) };
    });
  const send = Object.fromEntries(clients.map((client) => [client.name, client.send]));

  const limits = redisUrl === null ? null : connectForLimits({ redisUrl, redisCluster }, logger);
  if (limits) exposeRedis(scrape, limits);
  const authenticate = createAuthenticate(
    config.loginPublicKeys && (await createLoginTokenVerifier(config.loginPublicKeys)),
  );
  const rateLimits = createRateLimits({
    redis: limits,
    keyPrefix: `${config.streamPrefix}:rate`,
    ...config.rates,
  });
  const { publicUrl, streamPrefix, allowedOrigins, introspection } = config;
  const clientAddress = createClientAddress(config.trustedProxies);
  const safelist = config.safelist === null ? null : await readSafelist(config.safelist);
  const admit = createAdmission(loaded.apiSchema, config.documentLimits, safelist);
  const server = await startGateway(loaded, send, { introspection, safelist, countFaults, logger });
  const subscriptions =
    hasEvents && redisUrl !== null && publicUrl !== null
      ? startSubscriptions({
          path: GRAPHQL_PATH,
          publicUrl,
          allowedOrigins,
          clientAddress,
          admit,
          introspection,
          redis: { redisUrl, redisCluster },
          streamPrefix,
          loaded,
          send,
          server,
          authenticate,
          rateLimits,
          registry,
          countFaults,
          liveness,
          drainMs: config.socketDrainMs,
          logger,
        })
      : null;

  async function createContext(request: IncomingMessage, body: unknown): Promise<RouterContext> {
    const address = clientAddress(request);
    const session = await authenticate(request.headers.authorization).catch(async (error: unknown) => {
      // Who tries tokens is counted too.
      await rateLimits.count(address, null);
      throw error;
    });
    const viewer = session?.viewer ?? null;
    await rateLimits.count(address, viewer);
    admit(askedOverHttp(request, body));
    const traceparent = continueClientTrace(request.headers[TRACEPARENT_HEADER] as string | undefined);
    return { viewer, traceparent, forwarded: headersToForward(request, config.forwardHeaders) };
  }

  const origins = [...(publicUrl === null ? [] : [new URL(publicUrl).origin]), ...allowedOrigins];
  const executed = traceRequests(createGraphqlHandler(server, createContext), { trusted: false });
  const graphql = withCors(origins, executed);
  const pages = await createPages(config.page);
  if (subscriptions)
    await Promise.race([subscriptions.begun, pause(REDIS_GRACE_MS, undefined, { ref: false })]);
  const http = await startHttpService({
    host: config.host,
    port: config.port,
    lameDuckMs: config.lameDuckMs,
    keepAliveMs: config.keepAliveMs,
    logger,
    metrics: registry,
    headersTimeoutMs: config.headersTimeoutMs,
    route: (path) => (path === GRAPHQL_PATH ? graphql : pages(path)),
    liveness,
    readiness: async () => ({ gateway: true }),
    onDrain: async () => subscriptions?.drain(),
  });
  if (subscriptions) http.server.on('upgrade', subscriptions.upgrade);

  return {
    url: http.url,
    async close() {
      await http.close();
      await subscriptions?.close();
      await server.stop();
      await Promise.all(clients.map((client) => client.close()));
      limits?.disconnect();
    },
  };
}

/** Commands on it fail fast: nobody waits for the limits to be counted together. */
function connectForLimits(address: RedisAddress, logger: Logger): RedisClient {
  const redis = connectRedis(address, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: LIMITS_TIMEOUT_MS,
    // One that swallows commands is given up, so that only the first requests wait for it.
    socketTimeout: 4 * LIMITS_TIMEOUT_MS,
    retryStrategy: (times: number) => Math.min(50 * times, 1_000),
  });
  redis.on('error', (error) => logger.debug({ err: error }, 'rate limits: Redis connection'));
  return redis;
}

/** Names and values by turns. */
const headersToForward = ({ headers }: IncomingMessage, names: readonly string[]): string[] =>
  names.flatMap((name) => (headers[name] === undefined ? [] : [name, String(headers[name])]));
