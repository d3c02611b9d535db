import type { WebSocket } from 'ws';

export interface Heartbeat {
  /** Reports that a client has answered a ping. */
  answered(socket: WebSocket): void;
  stop(): void;
}

/**
 * Pings all sockets in an interval, and terminates each socket that has not answered the previous ping: the client is gone,
 * even if its connection was never closed.
 *
 * @param sockets the open sockets, live
 * @param intervalMs between two pings, ms
 */
export function startHeartbeat(sockets: ReadonlySet<WebSocket>, intervalMs: number): Heartbeat {
  const unanswered = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (unanswered.has(socket)) socket.terminate();
      unanswered.add(socket);
      socket.ping();
    }
  }, intervalMs);
  return {
    answered: (socket) => void unanswered.delete(socket),
    stop: () => clearInterval(timer),
  };
}
