import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Registry } from 'prom-client';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { BodyTooLargeError, ClientLeftError, sendJson } from './bodies.ts';
import { trackConnections } from './connections.ts';
import { listen } from './listen.ts';
import { startMetricsServer } from './metrics-server.ts';
import { createProbes } from './probes.ts';
import { createRequestMetrics, type RequestMetrics } from './request-metrics.ts';

export { BodyTooLargeError, ClientLeftError, readBody, sendJson } from './bodies.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpServiceOptions {
  readonly host: string;
  /** 0 chooses a free port. */
  readonly port: number;
  readonly logger: Logger;
  /** Served at `/metrics` on a port of its own. */
  readonly metrics: Registry;
  /** The port of `/metrics`; a free one when absent or 0. It must not be public. */
  readonly metricsPort?: number | undefined;
  /** The handler for a path; null answers 404. */
  readonly route: (path: string) => Handler | null;
  /** Paths with metrics of their own; `/graphql` when absent. All other paths are counted as `other`. */
  readonly measured?: readonly string[];
  /** The time in the header `date`; the machine's when absent. */
  readonly now?: () => Date;
  /** The dependencies of the service, and whether each is available. The service is ready when all are. */
  readonly readiness: () => Promise<Record<string, boolean>>;
  /**
   * `/healthz` answers 503 when it reports faults, so that the process is restarted. While a dependency is unavailable,
   * work may take ten times as long: it waits for that dependency, and a restart does not help. Without it `/healthz` always
   * answers 200.
   */
  readonly liveness?: Liveness;
  /** Closes what a drain must not wait for, such as WebSockets. */
  readonly onDrain?: () => Promise<void>;
  /** How long a client may take to send a request's headers, ms; 10 s when absent. */
  readonly headersTimeoutMs?: number;
  /**
   * How long a connection without requests is kept open, ms; 65 s when absent. The `keep-alive` header tells it to clients,
   * and most close their connection a little earlier. When it is shorter than the lame-duck time, no client sends a request
   * on a connection that the server is closing.
   */
  readonly keepAliveMs?: number | undefined;
  /**
   * How long a connection with requests is used, more or less, ms; a minute when absent. Then the next answer closes it. The
   * client opens a new connection, and a balancer may lead it to another replica: one that was added for the load, for example.
   */
  readonly connectionAgeMs?: number;
  /**
   * How long a closing service still serves while it is no longer ready, ms; 0 when absent. It should be longer than a
   * balancer takes to notice.
   */
  readonly lameDuckMs?: number | undefined;
  /** How long a closing service waits for the requests in flight, ms; 10 s when absent. */
  readonly drainMs?: number;
}

export interface HttpService {
  readonly server: Server;
  /** The origin, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** The origin of `/metrics`. */
  readonly metricsUrl: string;
  /**
   * The service is no longer ready, and every answer closes its connection. After the lame-duck time it accepts no more
   * requests, waits for those in flight, and closes.
   */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** More than the balancers of the usual clouds keep a connection without requests: 60 s. */
const KEEP_ALIVE_MS = 65_000;
const CONNECTION_AGE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** nginx's status for a request whose client closed the connection before the answer. */
const CLIENT_CLOSED_REQUEST = 499;

/**
 * Starts the HTTP server of a service: the service's own routes, `/healthz` and `/readyz`. A second server, on a port of its
 * own, serves `/metrics` until the first one is closed.
 *
 * @throws when it cannot listen on a port
 */
export async function startHttpService(options: HttpServiceOptions): Promise<HttpService> {
  const { logger, metrics, readiness, liveness } = options;
  let draining = false;
  const requests = createRequestMetrics(metrics);
  const probes = createProbes({ logger, metrics, readiness, liveness, isDraining: () => draining });
  const handle = createRequestHandler(options, requests, probes);
  const server = createServer(serverOptions(options), (request, response) => {
    connections.onRequest(request, response);
    if (options.now) response.setHeader('date', options.now().toUTCString());
    handle(request, response);
  });
  const connections = trackConnections(server, options.connectionAgeMs ?? CONNECTION_AGE_MS);

  const exposition = await startMetricsServer({
    metrics,
    host: options.host,
    port: options.metricsPort ?? 0,
  });
  const url = await listen(server, options.port, options.host).catch(async (error: unknown) => {
    await exposition.close();
    throw error;
  });

  return {
    server,
    url,
    metricsUrl: exposition.url,
    async close() {
      draining = true;
      connections.closeAfterAnswers();
      if (options.lameDuckMs) {
        await pause(options.lameDuckMs);
        // Reads the requests that have arrived: their connections are not idle.
        await turn();
      }
      const closed = connections.close();
      await options.onDrain?.();
      const deadline = setTimeout(() => server.closeAllConnections(), options.drainMs ?? DRAIN_MS);
      await closed;
      clearTimeout(deadline);
      await exposition.close();
    },
  };
}

function serverOptions({
  headersTimeoutMs = HEADERS_TIMEOUT_MS,
  keepAliveMs = KEEP_ALIVE_MS,
}: HttpServiceOptions) {
  return {
    requestTimeout: Math.max(REQUEST_TIMEOUT_MS, headersTimeoutMs),
    headersTimeout: headersTimeoutMs,
    // By default Node checks these timeouts only every 30 s.
    connectionsCheckingInterval: headersTimeoutMs / 2,
    keepAliveTimeout: keepAliveMs,
  };
}

/** Finds the handler of a request, measures the request, and answers when the handler fails. */
function createRequestHandler(
  options: HttpServiceOptions,
  requests: RequestMetrics,
  probes: Record<string, Handler>,
) {
  const { logger } = options;
  const measured = new Set(options.measured ?? ['/graphql']);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const probe = Object.hasOwn(probes, path) ? probes[path] : undefined;
    const handler = probe ?? options.route(path) ?? notFound;
    const begun = performance.now();
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
      if (!probe) requests.count(measured.has(path) ? path : 'other', status, performance.now() - begun);
    });
    setDefaultHeaders(response);
    handler(request, response).catch((error: unknown) => answerFailure(error, path, response, logger));
  };
}

/** A handler may set another `cache-control`: files of a page may be cached. */
function setDefaultHeaders(response: ServerResponse): void {
  response.setHeader('cache-control', 'no-store');
  // Otherwise a browser may take an answer that quotes a client's text for a page or a script.
  response.setHeader('x-content-type-options', 'nosniff');
}

function answerFailure(error: unknown, path: string, response: ServerResponse, logger: Logger): void {
  // The request is counted with the status 499.
  if (error instanceof ClientLeftError) return logger.debug({ path }, error.message);
  if (error instanceof BodyTooLargeError && !response.headersSent) {
    // Otherwise the rest of the body would be read as the next request of the connection.
    response.setHeader('connection', 'close');
    return sendJson(response, 413, { error: 'too large' });
  }
  logger.error({ err: error, path }, 'request failed');
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { error: 'internal server error' });
}

const notFound: Handler = async (_request, response) => sendJson(response, 404, { error: 'not found' });
