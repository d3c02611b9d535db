import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** What leaves through one socket, bounded. */
export interface Outlet {
  /** Sends a text message. A client that reads nothing of what it makes us send is cut off. */
  send(text: string): void;
  /** So much waits to be sent that events should not be added to it. */
  isFull(): boolean;
  /** Resolves when it is not full, or closed. */
  drained(): Promise<void>;
}

/** Events wait in their subscription from here on, where the newest replace the others; bytes. */
const FULL = 256 * 1024;
/** Answers, which must not be left out, may go on up to here; bytes. */
const MAX_UNSENT = 1024 * 1024;

/** @param transport what the WebSocket writes to */
export function createOutlet(socket: WebSocket, transport: Duplex): Outlet {
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
