import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Decides which connections of a server are closed, and when. */
export interface Connections {
  /** To be called for each request before it is handled. */
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  /** From now on each connection is closed after its next answer. New connections are still accepted. */
  closeAfterAnswers(): void;
  /**
   * Accepts no more connections, and closes each connection on which no request is in flight, now or later. Resolves when all
   * connections are closed.
   */
  close(): Promise<void>;
}

/**
 * Tracks the connections of a server that does not listen yet.
 *
 * @param ageMs how long a connection is used, ms, give or take a quarter; then its next answer closes it
 */
export function trackConnections(server: Server, ageMs: number): Connections {
  /** The last response of each connection. Responses of one connection are sent in the order of their requests. */
  const latest = new Map<Socket, ServerResponse>();
  /**
   * Connections without a request so far. Node does not count them as idle: `server.close` would wait for their first
   * request.
   */
  const unused = new Set<Socket>();
  /** Until when a connection is used, by performance.now(). */
  const usedUntil = new WeakMap<Socket, number>();
  const isOld = (socket: Socket): boolean => performance.now() > (usedUntil.get(socket) ?? Infinity);
  let closingAfterAnswers = false;
  let closing = false;

  /** Is called again whenever an answer was sent or a connection was closed. */
  function closeIdle(): void {
    // For Node a connection is idle once its answer is ended: it would cut off a client that is still reading the answer.
    const isSending = [...latest.values()].some(
      ({ writableEnded, writableFinished, socket }) => writableEnded && !writableFinished && socket !== null,
    );
    if (isSending) return;
    for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
    server.close();
  }
  const closeIdleLater = (): void => {
    if (closing) setImmediate(closeIdle);
  };

  server.on('connection', (socket) => {
    unused.add(socket);
    // Random, so that connections that were opened together are not closed together.
    usedUntil.set(socket, performance.now() + ageMs * (0.75 + Math.random() / 2));
    socket.once('close', () => {
      unused.delete(socket);
      latest.delete(socket);
      closeIdleLater();
    });
  });

  return {
    onRequest({ socket }, response) {
      latest.set(socket, response);
      unused.delete(socket);
      if (closingAfterAnswers || isOld(socket)) closeAfter(response);
      response.once('close', closeIdleLater);
    },
    closeAfterAnswers() {
      closingAfterAnswers = true;
      latest.forEach(closeAfter);
    },
    async close() {
      closing = true;
      const closed = new Promise<void>((resolve) => server.once('close', resolve));
      closeIdle();
      await closed;
    },
  };
}

/** Asks the client to send its next request on a new connection. A balancer may lead that one to another replica. */
function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
