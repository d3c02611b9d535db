import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Writes to one WebSocket, with backpressure. */
export interface SocketWriter {
  /** Sends a text message. Terminates the socket when the client reads too little of what the router has sent. */
  send(text: string): void;
  /** Whether so many bytes are unsent that events should wait. */
  isFull(): boolean;
  /** Resolves when the writer is not full, or the socket is closed. */
  drained(): Promise<void>;
}

/** From this many unsent bytes on, events wait in their subscription, where newer events replace older ones. */
const FULL = 256 * 1024;
/** The most unsent bytes of a socket. Protocol messages cannot be dropped, so they may exceed FULL. */
const MAX_UNSENT = 1024 * 1024;

/** @param transport the stream that the WebSocket writes to */
export function createSocketWriter(socket: WebSocket, transport: Duplex): SocketWriter {
  let draining: Promise<void> | null = null;
  const isFull = (): boolean => socket.bufferedAmount > FULL;
  return {
    send(text) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_UNSENT) socket.terminate();
      else socket.send(text);
    },
    isFull,
    drained() {
      if (!isFull() || transport.destroyed) return Promise.resolve();
      draining ??= new Promise((resolve) => {
        const settle = (): void => {
          draining = null;
          transport.off('drain', settle).off('close', settle);
          resolve();
        };
        transport.once('drain', settle).once('close', settle);
      });
      return draining;
    },
  };
}
