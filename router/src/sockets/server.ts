import type { Logger } from '@movecall/telemetry/logger';
import { continueClientTrace, TRACEPARENT_HEADER } from '@movecall/telemetry/trace';
import { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ClientAddress } from '../client-address.ts';
import type { RateLimits } from '../rate-limits.ts';
import { stagger } from '../stagger.ts';
import { isAllowedOrigin } from './origins.ts';
import { createOutlet } from './outlet.ts';
import { type Connection, createProtocol, type ProtocolOptions } from './protocol.ts';

export interface SocketServerOptions extends ProtocolOptions {
  readonly path: string;
  readonly publicUrl: string;
  /** Of other pages that are let in. */
  readonly allowedOrigins: readonly string[];
  readonly clientAddress: ClientAddress;
  readonly rateLimits: RateLimits;
  readonly logger: Logger;
  /** The time over which the sockets are closed at most, ms; few take less. */
  readonly drainMs: number;
  /** How often a client must show that it is there, ms. */
  readonly heartbeatMs?: number;
}

export interface SocketServer {
  /** For the HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Takes no more connections and closes the open ones with 1001, one after the other: clients come back elsewhere. */
  close(): Promise<void>;
}

/** The largest message of a client, in bytes; a larger one closes the connection with 1009. */
const MAX_MESSAGE = 64 * 1024;
/** The largest reason of a close frame, in bytes. */
const MAX_REASON = 123;
/** Of UTF-8, for a unit of UTF-16. */
const MAX_BYTES_PER_UNIT = 3;
const HEARTBEAT_MS = 15_000;
const CLOSE_GRACE_MS = 2_000;

/** In a function of its own: beside other closures it would hold on to the whole request for as long as the socket lives. */
function survive(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
}

/** Some reasons repeat what the client sent; one that is too long for a close frame would be a fault of ours. */
const fitReason = (reason: string): string =>
  Buffer.byteLength(reason) > MAX_REASON ? reason.slice(0, MAX_REASON / MAX_BYTES_PER_UNIT) : reason;

export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { rateLimits, logger } = options;
  const origins = [new URL(options.publicUrl).origin, ...options.allowedOrigins];
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    // One that we do not speak is accepted, or the client would not hear why it is closed: 4406.
    handleProtocols: (offered) => handleProtocols(offered) || ([...offered][0] ?? false),
    // One message of a client in a turn: a thousand that come at once must not hold up everybody else.
    allowSynchronousEvents: false,
  });
  const protocol = createProtocol(options);
  const silent = new WeakSet<WebSocket>();
  let closing = false;

  /** A connection that did not answer the last ping is gone, even if nobody said so. */
  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  }, options.heartbeatMs ?? HEARTBEAT_MS);

  function serve(socket: WebSocket, request: IncomingMessage, transport: Duplex): void {
    const { metrics } = options.live;
    const outlet = createOutlet(socket, transport);
    metrics.socketOpened();
    const connection: Connection = {
      outlet,
      address: options.clientAddress(request),
      traceparent: continueClientTrace(request.headers[TRACEPARENT_HEADER] as string | undefined),
      close: (code, reason) => socket.close(code, fitReason(reason)),
      session: null,
      expiry: null,
      isClosed: false,
    };
    socket.on('error', (error) => logger.debug({ err: error }, 'WebSocket'));
    socket.on('pong', () => silent.delete(socket));
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: outlet.send,
        close: connection.close,
        onMessage: (handle) => {
          socket.on('message', (data: Buffer) => {
            handle(data.toString()).catch((error: unknown) => {
              logger.error({ err: error }, 'WebSocket message failed');
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          });
        },
      },
      connection,
    );
    socket.once('close', (code, reason) => {
      metrics.socketClosed(code);
      closed(code, String(reason)).catch((error: unknown) =>
        logger.error({ err: error }, 'WebSocket close failed'),
      );
    });
  }

  /** Null: the connection is let in. */
  async function refuse(request: IncomingMessage): Promise<string | null> {
    if (closing) return '503 Service Unavailable';
    if ((request.url ?? '/').split('?', 1)[0] !== options.path) return '404 Not Found';
    const { origin } = request.headers;
    if (!isAllowedOrigin(origin, origins, request.socket.localPort)) return '403 Forbidden';
    try {
      await rateLimits.count(options.clientAddress(request), null);
      return closing ? '503 Service Unavailable' : null;
    } catch (error) {
      if (error instanceof GraphQLError) return '429 Too Many Requests';
      throw error;
    }
  }

  return {
    upgrade(request, socket, head) {
      // A client that leaves meanwhile is no fault of ours; unheard, its error would end the process.
      survive(socket);
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
      clearInterval(heartbeat);
      const open = [...sockets.clients];
      const left = open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      await stagger(open, options.drainMs, (socket) => socket.close(1001, 'Going away'));
      const deadline = setTimeout(() => open.forEach((socket) => socket.terminate()), CLOSE_GRACE_MS);
      await Promise.all(left);
      clearTimeout(deadline);
    },
  };
}
