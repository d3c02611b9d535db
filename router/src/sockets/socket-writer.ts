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
export const createSocketWriter = (socket: WebSocket, transport: Duplex): SocketWriter =>
  new CorkedSocketWriter(socket, transport);

/**
 * What is sent in one turn of the event loop leaves in one write: a system call costs more than everything else that the router
 * does for one more event. A class, because each connection has a writer: its instances share their functions.
 */
class CorkedSocketWriter implements SocketWriter {
  readonly #socket: WebSocket;
  readonly #transport: Duplex;
  #draining: Promise<void> | null = null;

  constructor(socket: WebSocket, transport: Duplex) {
    this.#socket = socket;
    this.#transport = transport;
  }

  send(text: string): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNSENT) {
      socket.terminate();
      return;
    }
    corkForThisTurn(this.#transport);
    socket.send(text);
  }

  isFull(): boolean {
    return this.#socket.bufferedAmount > FULL;
  }

  drained(): Promise<void> {
    const transport = this.#transport;
    if (!this.isFull() || transport.destroyed) return Promise.resolve();
    this.#draining ??= new Promise((resolve) => {
      const settle = (): void => {
        this.#draining = null;
        transport.off('drain', settle).off('close', settle);
        resolve();
      };
      transport.once('drain', settle).once('close', settle);
    });
    return this.#draining;
  }
}

/** The streams of this process that are corked until the end of this turn. */
let corked: Duplex[] = [];

function corkForThisTurn(transport: Duplex): void {
  if (transport.writableCorked > 0) return;
  transport.cork();
  if (corked.push(transport) === 1) setImmediate(uncorkAll);
}

function uncorkAll(): void {
  const written = corked;
  corked = [];
  for (const transport of written) transport.uncork();
}
