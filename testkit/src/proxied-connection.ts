import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { LineState } from './fault-proxy.ts';

/** One client's connection through a fault proxy. */
export interface ProxiedConnection {
  /** The client's socket and, unless a black hole swallowed the connection, the socket to the target. */
  readonly sockets: readonly Socket[];
  readonly ended: AbortController;
  /** SWALLOWED: some bytes are lost, so the connection must not be used again. BROKEN: the connection is being closed. */
  state: 'PASSING' | 'SWALLOWED' | 'BROKEN';
}

export interface Direction {
  readonly from: Socket;
  readonly to: Socket;
  /** The current state of the proxy. */
  readonly line: () => LineState;
  /** Receives each chunk before it is forwarded. The chunk is held back until the promise resolves. */
  readonly inspect: (chunk: Buffer) => Promise<void>;
}

/**
 * The proxy stops reading while this many bytes wait in one direction. Bytes wait when they are delayed or the reader is
 * slow.
 */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Forwards the chunks and the end of one side to the other side. The order is kept, and each is forwarded when it is due.
 */
export function passOn(connection: ProxiedConnection, { from, to, line, inspect }: Direction): void {
  const { signal } = connection.ended;
  let last = Promise.resolve();
  let waiting = 0;

  const passes = (): boolean => {
    if (connection.state === 'PASSING' && line().kind === 'black hole') connection.state = 'SWALLOWED';
    return connection.state === 'PASSING';
  };
  function enqueue(size: number, act: () => Promise<unknown>): void {
    if (!passes()) return;
    const state = line();
    const due = state.kind === 'slow' ? performance.now() + state.ms : 0;
    waiting += size;
    if (waiting > MAX_WAITING_BYTES) from.pause();
    last = last.then(async () => {
      const early = due - performance.now();
      if (early > 0) await delay(early, undefined, { signal }).catch(ignore);
      if (passes()) await act();
      waiting -= size;
      if (waiting <= MAX_WAITING_BYTES) from.resume();
    });
  }
  from.on('data', (chunk) =>
    enqueue(chunk.length, async () => {
      await inspect(chunk);
      if (passes() && !to.write(chunk)) await once(to, 'drain', { signal }).catch(ignore);
    }),
  );
  from.on('end', () => enqueue(0, async () => to.end()));
}

/** Ends both sides with a TCP reset. */
export function resetConnection(connection: ProxiedConnection): void {
  connection.state = 'BROKEN';
  connection.sockets.forEach(resetSocket);
}

/** Ends both sides with a FIN. */
export function cutConnection(connection: ProxiedConnection): void {
  connection.state = 'BROKEN';
  for (const socket of connection.sockets) socket.end().resume();
}

export function resetSocket(socket: Socket): void {
  // resetAndDestroy waits while a socket connects, and fails while the socket has not sent its end yet.
  if (socket.connecting || (socket.writableEnded && !socket.writableFinished)) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}

export const ignore = (): void => undefined;
