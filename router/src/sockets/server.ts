import { continueClientTrace, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { GraphQLError } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ClientAddress } from '../client-address.ts';
import { spreadOverTime } from '../spread-over-time.ts';
import { serveConnection } from './connection.ts';
import { startHeartbeat } from './heartbeat.ts';
import { isAllowedOrigin } from './origins.ts';
import { createProtocol, type ProtocolOptions } from './protocol.ts';

export interface SocketServerOptions extends ProtocolOptions {
  /** The path at which WebSockets are opened. */
  readonly path: string;
  /** The address at which browsers reach the router: its pages may open WebSockets. */
  readonly publicUrl: string;
  /** Other origins whose pages may open WebSockets, as URL spells them. */
  readonly allowedOrigins: readonly string[];
  readonly clientAddress: ClientAddress;
  /** The longest time over which `close` spreads the closing of the sockets, ms; a few sockets take less. */
  readonly drainMs: number;
  /** The time between two pings, ms. A client that does not answer before the next ping is disconnected. */
  readonly heartbeatMs?: number;
}

export interface SocketServer {
  /** For the HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses new connections and closes the open ones with 1001, spread over time: the clients reconnect elsewhere. */
  close(): Promise<void>;
}

/** The largest message of a client, bytes. A larger message closes the connection with 1009. */
const MAX_MESSAGE = 64 * 1024;
const HEARTBEAT_MS = 15_000;
/** How long a client may take to answer the close frame, ms. */
const CLOSE_GRACE_MS = 2_000;

/** `graphql-transport-ws` over WebSocket, for an HTTP server. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { clientAddress, logger } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    // A client with an unknown subprotocol is accepted and then closed with 4406: browsers hide the reason of a refusal.
    handleProtocols: (offered) => handleProtocols(offered) || ([...offered][0] ?? false),
    // One message per turn of the event loop: a thousand messages of one client must not delay the other clients.
    allowSynchronousEvents: false,
  });
  const heartbeat = startHeartbeat(sockets.clients, options.heartbeatMs ?? HEARTBEAT_MS);
  const served = { protocol: createProtocol(options), metrics: options.live.metrics, logger };
  let closing = false;
  const refuse = createUpgradeCheck(options, () => closing);

  function serve(socket: WebSocket, request: IncomingMessage, transport: Duplex): void {
    const address = clientAddress(request);
    const traceparent = continueClientTrace(request.headers[TRACEPARENT_HEADER] as string | undefined);
    socket.on('pong', () => heartbeat.answered(socket));
    serveConnection(socket, transport, { address, traceparent }, served);
  }

  return {
    upgrade(request, socket, head) {
      destroyOnError(socket);
      refuse(request).then(
        (refusal) => {
          if (refusal) socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
          else sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, request, socket));
        },
        (error: unknown) => {
          logger.error({ err: error }, 'upgrade failed');
          socket.destroy();
        },
      );
    },
    async close() {
      closing = true;
      heartbeat.stop();
      await closeAll([...sockets.clients], options.drainMs);
    },
  };
}

/** @returns a function that returns the HTTP status line of a refusal; null when the client may open a WebSocket */
function createUpgradeCheck(
  { path, publicUrl, allowedOrigins, clientAddress, rateLimits }: SocketServerOptions,
  isClosing: () => boolean,
): (request: IncomingMessage) => Promise<string | null> {
  const origins = [new URL(publicUrl).origin, ...allowedOrigins];
  return async (request) => {
    if (isClosing()) return '503 Service Unavailable';
    if ((request.url ?? '/').split('?', 1)[0] !== path) return '404 Not Found';
    const { origin } = request.headers;
    if (origin !== undefined && !isAllowedOrigin(origin, origins, request.socket.localPort))
      return '403 Forbidden';
    try {
      await rateLimits.count(clientAddress(request), null);
      return isClosing() ? '503 Service Unavailable' : null;
    } catch (error) {
      if (error instanceof GraphQLError) return '429 Too Many Requests';
      throw error;
    }
  };
}

/**
 * A client may disconnect during the upgrade: without a listener, the error of its socket would end the process. This is a
 * function of its own because a closure in `upgrade` would retain the request for as long as the socket is open.
 */
function destroyOnError(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
}

/** Closes sockets with 1001, and terminates those that do not close in time. */
async function closeAll(sockets: readonly WebSocket[], withinMs: number): Promise<void> {
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  await spreadOverTime(sockets, withinMs, (socket) => socket.close(1001, 'Going away'));
  const deadline = setTimeout(() => sockets.forEach((socket) => socket.terminate()), CLOSE_GRACE_MS);
  await Promise.all(closed);
  clearTimeout(deadline);
}
