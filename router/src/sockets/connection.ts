import type { Logger } from '@movecall/telemetry/logger';
import { CloseCode, type Server } from 'graphql-ws';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Session } from '../authentication.ts';
import type { LiveMetrics } from '../live/live-metrics.ts';
import { createSocketWriter, type SocketWriter } from './socket-writer.ts';

/** One WebSocket connection, as the protocol sees it. */
export interface Connection {
  /** The client's address, for the rate limit. */
  readonly address: string;
  /** W3C Trace Context. */
  readonly traceparent: string;
  readonly writer: SocketWriter;
  readonly close: (code: number, reason: string) => void;
  /** Set by `connection_init`. */
  session: Session | null;
  /** Closes the connection when the login token expires. */
  expiry: NodeJS.Timeout | null;
  /** Stops waiting for the end of the session. */
  stopWatching: () => void;
  /** Lets the identity open another connection. */
  release: () => void;
  isClosed: boolean;
}

/** The most bytes of a close frame's reason. */
const MAX_REASON = 123;
/** A UTF-16 code unit takes at most this many bytes in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/** Shortens a reason that is too long for a close frame: some reasons repeat what the client sent. */
const fitReason = (reason: string): string =>
  Buffer.byteLength(reason) > MAX_REASON ? reason.slice(0, MAX_REASON / MAX_BYTES_PER_UNIT) : reason;

export interface ConnectionOptions {
  readonly protocol: Server<Connection>;
  readonly metrics: LiveMetrics;
  readonly logger: Logger;
}

/**
 * Serves the protocol on an accepted WebSocket until the socket closes.
 *
 * @param transport the stream that the WebSocket writes to
 */
export function serveConnection(
  socket: WebSocket,
  transport: Duplex,
  client: Pick<Connection, 'address' | 'traceparent'>,
  { protocol, metrics, logger }: ConnectionOptions,
): void {
  const writer = createSocketWriter(socket, transport);
  metrics.socketOpened();
  const connection: Connection = {
    ...client,
    writer,
    close: (code, reason) => socket.close(code, fitReason(reason)),
    session: null,
    expiry: null,
    stopWatching: () => undefined,
    release: () => undefined,
    isClosed: false,
  };
  socket.on('error', (error) => logger.debug({ err: error }, 'WebSocket'));
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) => writer.send(text),
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
