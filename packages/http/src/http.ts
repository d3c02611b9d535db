import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Gauge, type Registry } from 'prom-client';
import type { Liveness } from '@movecall/telemetry/liveness';
import type { Logger } from '@movecall/telemetry/logger';
import { createRequestMetrics } from './request-metrics.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface HttpServiceOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Answers for a path, asked in this order; null leaves it to the next, and in the end to 404. */
  readonly route: (path: string) => Handler | null;
  /** Paths that are measured each by itself; `/graphql` when absent. What else is routed is measured as `other`. */
  readonly measured?: readonly string[];
  /** What this service cannot work without. All true: ready. */
  readonly readiness: () => Promise<Record<string, boolean>>;
  /**
   * What it finds at fault is told by `/healthz`, so that the process is restarted. Nothing is, when absent. While it is not
   * ready, its work is given far longer: then it is what the work waits for that is at fault.
   */
  readonly liveness?: Liveness;
  /** Long answers that a drain must not wait for, such as WebSockets, are closed by their owner in here. */
  readonly onDrain?: () => Promise<void>;
  /** How long a client may take to send a request's headers; 10 s when absent. */
  readonly headersTimeoutMs?: number;
  /**
   * How long a connection is kept on which nothing is asked. Clients are told, and most close theirs a little before: when that is
   * sooner than the lame-duck time is over, none of them asks on a connection that is being closed. 65 s when absent.
   */
  readonly keepAliveMs?: number | undefined;
  /**
   * How long a connection is used on which something is asked all the time, more or less: the next answer ends it. Its client comes
   * back on a new one, which a balancer may lead to another replica, one that was added for the load for example. A minute when
   * absent.
   */
  readonly connectionAgeMs?: number;
  /**
   * How long it still accepts and serves when it closes, no longer ready: more than a balancer takes to see that. No time
   * when absent.
   */
  readonly lameDuckMs?: number | undefined;
  /** How long what is in flight may take to finish when it closes. */
  readonly drainMs?: number;
}

export interface HttpService {
  readonly server: Server;
  /** Origin. */
  readonly url: string;
  /**
   * Stops being ready and sends clients away with each answer's `connection: close`; after its lame-duck time takes nothing
   * more, lets what is in flight finish, then closes.
   */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** More than the balancers of the usual clouds keep theirs, 60 s. */
const KEEP_ALIVE_MS = 65_000;
const CONNECTION_AGE_MS = 60_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** How many times as long work may take that waits for what is away. Not for ever: its connections may be what hangs. */
const PATIENCE = 10;
/** As proxies write it into their logs. */
const CLIENT_LEFT = 499;

/** One HTTP server for a service: its own routes beside `/healthz`, `/readyz` and `/metrics`. */
export async function startHttpService(options: HttpServiceOptions): Promise<HttpService> {
  const { logger, metrics } = options;
  let draining = false;
  let closing = false;
  /** On each connection, what was asked last: what was asked before it is answered before it. */
  const latest = new Map<Socket, ServerResponse>();
  /** Connections on which nothing has been asked yet. For Node they are not idle: it would wait for their first request. */
  const unused = new Set<Socket>();
  /** Until when a connection is used, by performance.now(). */
  const usedUntil = new WeakMap<Socket, number>();
  const isOld = (socket: Socket): boolean => performance.now() > (usedUntil.get(socket) ?? Infinity);

  const requests = createRequestMetrics(metrics);
  const measured = new Set(options.measured ?? ['/graphql']);

  async function checks(): Promise<Record<string, boolean>> {
    return draining ? { draining: false } : await options.readiness();
  }
  const isReady = (answers: Record<string, boolean>): boolean => Object.values(answers).every(Boolean);
  new Gauge({
    name: 'movecall_ready',
    help: '1 while this process is ready to serve',
    registers: [metrics],
    async collect() {
      this.set(isReady(await checks()) ? 1 : 0);
    },
  });
  /** Of scrapes that come together, one is worked for. */
  let scraping: Promise<string> | null = null;
  const scrape = (): Promise<string> => (scraping ??= metrics.metrics().finally(() => (scraping = null)));

  const builtIn: Record<string, Handler> = {
    '/healthz': async (_request, response) => {
      const overdue = options.liveness?.faults() ?? [];
      if (overdue.length === 0) return sendJson(response, 200, { status: 'alive' });
      // All replicas wait for the same database: started again together, they would make it worse.
      const waits = !isReady(await options.readiness());
      const faults = waits ? (options.liveness?.faults(PATIENCE) ?? []) : overdue;
      if (faults.length === 0) return sendJson(response, 200, { status: 'waiting', overdue });
      logger.error({ faults }, 'this process cannot do its work any more');
      sendJson(response, 503, { status: 'dead', faults });
    },
    '/readyz': async (_request, response) => {
      const answers = await checks();
      const ready = isReady(answers);
      sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks: answers });
    },
    '/metrics': async (_request, response) => {
      response.setHeader('content-type', metrics.contentType);
      response.end(await scrape());
    },
  };

  const headersTimeout = options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS;
  const server = createServer(
    {
      requestTimeout: Math.max(REQUEST_TIMEOUT_MS, headersTimeout),
      headersTimeout,
      // Node looks every 30 s only, unless told to.
      connectionsCheckingInterval: headersTimeout / 2,
      keepAliveTimeout: options.keepAliveMs ?? KEEP_ALIVE_MS,
    },
    (request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const own = Object.hasOwn(builtIn, path) ? builtIn[path] : undefined;
      const handler = own ?? options.route(path) ?? notFound;
      const begun = performance.now();
      latest.set(request.socket, response);
      unused.delete(request.socket);
      if (draining || isOld(request.socket)) sendAway(response);
      response.once('close', () => {
        const status = response.writableFinished ? response.statusCode : CLIENT_LEFT;
        if (!own) requests.count(measured.has(path) ? path : 'other', status, performance.now() - begun);
        if (closing) setImmediate(closeIdle);
      });
      handler(request, response).catch((error: unknown) => {
        logger.error({ err: error, path }, 'request failed');
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { error: 'internal server error' });
      });
    },
  );

  /** Accepts nothing more, and closes the connections on which nothing is asked. May be called again for those that follow. */
  function closeIdle(): void {
    // Node takes an answer for sent once it is ended: a client that is still reading one would be cut off.
    const isSending = [...latest.values()].some(
      ({ writableEnded, writableFinished, socket }) => writableEnded && !writableFinished && socket !== null,
    );
    if (isSending) return;
    for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
    server.close();
  }

  server.on('connection', (socket) => {
    unused.add(socket);
    // Those that were opened together do not end together.
    const age = (options.connectionAgeMs ?? CONNECTION_AGE_MS) * (0.75 + Math.random() / 2);
    usedUntil.set(socket, performance.now() + age);
    socket.once('close', () => {
      unused.delete(socket);
      latest.delete(socket);
      if (closing) setImmediate(closeIdle);
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    server,
    url: `http://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${port}`,
    async close() {
      draining = true;
      latest.forEach(sendAway);
      if (options.lameDuckMs) {
        await pause(options.lameDuckMs);
        // Requests that have arrived are read first: their connections are not idle.
        await turn();
      }
      closing = true;
      const closed = new Promise<void>((resolve) => server.once('close', resolve));
      closeIdle();
      await options.onDrain?.();
      const deadline = setTimeout(() => server.closeAllConnections(), options.drainMs ?? DRAIN_MS);
      await closed;
      clearTimeout(deadline);
    },
  };
}

/** Its client comes back on another connection, elsewhere if there is a balancer. */
function sendAway(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

const notFound: Handler = async (_request, response) => sendJson(response, 404, { error: 'not found' });

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * The body as text.
 *
 * @throws BodyTooLargeError past `limit` bytes; what follows is not kept.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        // Read on, so that the client gets to reading the answer; nothing of it is kept.
        request.removeAllListeners('data').resume();
        reject(new BodyTooLargeError(`body over ${limit} bytes`));
      } else chunks.push(chunk);
    });
    request.once('end', () => {
      const [first] = chunks;
      resolve((chunks.length === 1 && first ? first : Buffer.concat(chunks)).toString('utf8'));
    });
    request.once('error', reject);
    // A client that leaves in the middle of its request ends it with neither.
    request.once('close', () => {
      if (!request.complete) reject(new Error('the client left'));
    });
  });
}
