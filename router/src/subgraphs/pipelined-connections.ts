import type { Socket } from 'node:net';
import { buildConnector, Client } from 'undici';

/** One connection that carries several queries at a time. HTTP/1.1 sends the responses in the order of the requests. */
export interface PipelinedConnection {
  readonly client: Client;
  /** Counts a request that is about to be sent. @returns its number in the pipeline, for `isHead` */
  enqueue(): number;
  /** Counts the oldest request out: its response has arrived, or it has failed. */
  dequeue(): void;
  /** Whether the response to this request is the next to arrive. */
  isHead(number: number): boolean;
  /** Reports that the next response is slow. Until it has arrived, `choose` prefers other connections. */
  markStalled(): void;
}

export interface PipelinedConnections {
  /** The connection for the next query. All queries of one turn of the event loop are written to it together. */
  choose(): PipelinedConnection;
  /** Resolves when all responses have arrived and all connections are closed. */
  close(): Promise<void>;
}

const CONNECTIONS = 8;
/** How many requests may wait for their responses on one connection. */
const PIPELINED = 8;

interface OpenConnection extends PipelinedConnection {
  /** Null until the connection is established for the first time. */
  readonly socket: () => Socket | null;
  readonly inFlight: () => number;
  readonly isStalled: () => boolean;
}

/**
 * Opens a few connections that carry several queries each. Pipelining saves most of the cost of HTTP, because many requests
 * and responses share one packet: the queries of one turn of the event loop take the connection with the fewest requests in
 * flight, and that connection is corked until the turn ends.
 *
 * @param origin scheme, host and port of the server
 * @param connectTimeoutMs how long a connection may take to be established, ms
 */
export function openPipelinedConnections(origin: string, connectTimeoutMs: number): PipelinedConnections {
  const connections = Array.from({ length: CONNECTIONS }, () => openConnection(origin, connectTimeoutMs));
  /** The connection of this turn of the event loop. */
  let current: OpenConnection | null = null;
  let assigned = 0;
  const corked: Socket[] = [];

  function endTurn(): void {
    current = null;
    for (const socket of corked.splice(0)) socket.uncork();
  }

  const isBetter = (one: OpenConnection, other: OpenConnection): boolean =>
    one.isStalled() === other.isStalled() ? one.inFlight() < other.inFlight() : other.isStalled();

  return {
    choose() {
      if (current && assigned < PIPELINED) {
        assigned += 1;
        return current;
      }
      if (!current) setImmediate(endTurn);
      current = connections.reduce((best, each) => (isBetter(each, best) ? each : best));
      assigned = 1;
      const socket = current.socket();
      if (socket) {
        socket.cork();
        corked.push(socket);
      }
      return current;
    },
    async close() {
      await Promise.all(connections.map(({ client }) => client.close()));
    },
  };
}

function openConnection(origin: string, connectTimeoutMs: number): OpenConnection {
  let socket: Socket | null = null;
  let enqueued = 0;
  let dequeued = 0;
  let stalled = false;
  const connect = buildConnector({ timeout: connectTimeoutMs });
  const client = new Client(origin, {
    pipelining: PIPELINED,
    connect: (options, callback) =>
      connect(options, (...outcome) => {
        [, socket] = outcome;
        callback(...outcome);
      }),
  });
  return {
    client,
    socket: () => socket,
    inFlight: () => enqueued - dequeued,
    isStalled: () => stalled,
    enqueue: () => enqueued++,
    dequeue() {
      dequeued += 1;
      stalled = false;
    },
    isHead: (number) => number <= dequeued,
    markStalled: () => void (stalled = true),
  };
}
