import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createLostReplies, type LostReply } from './lost-replies.ts';
import {
  cutConnection,
  ignore,
  passOn,
  type ProxiedConnection,
  resetConnection,
  resetSocket,
} from './proxied-connection.ts';

/** The state of the proxy. It decides what happens to open and new connections. */
export type LineState =
  | { readonly kind: 'open' }
  /** Each chunk of either direction is delayed by `ms`; the order is kept. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Open connections are reset. New connections are reset as soon as they are accepted. */
  | { readonly kind: 'refused' }
  /**
   * Connections are accepted and stay open, but nothing passes in either direction. When this state ends, the connections
   * that were opened or used during it are reset, because a byte stream with a gap must not continue.
   */
  | { readonly kind: 'black hole' }
  /** The proxy answers each chunk of a client with these bytes. Then it swallows the chunk, as a black hole does. */
  | { readonly kind: 'answers'; readonly bytes: string };

export interface FaultProxy {
  /** The target's URL with the proxy's host and port. */
  readonly url: string;
  /** How many connections the proxy has accepted. Refused connections do not count. */
  readonly accepted: number;
  set(state: LineState): void;
  /** Ends every open connection with a TCP reset, as a failing host does. New connections work. */
  reset(): void;
  /** Ends every open connection with a FIN, as an exiting process does. New connections work. */
  cut(): void;
  /**
   * Loses one reply. The proxy chooses the first connection on which the client sends `sent`. It withholds the first chunk
   * of the server that contains or completes `answer`, and resets the connection. If the connection ends before the answer,
   * the proxy chooses the next connection that sends `sent`. Simultaneous losses choose different connections.
   *
   * @returns a promise that resolves once the reply is lost, and never if the proxy is closed first
   */
  loseReply(of: LostReply): Promise<void>;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** Receives each chunk of the client. The proxy holds the chunk and all later ones back until the promise resolves. */
  readonly before?: (sent: Buffer) => Promise<unknown>;
}

type Target = string | (() => string);

/**
 * A TCP proxy that injects faults between two processes. Without a fault it is transparent to both.
 *
 * @param target the target's URL, with a port. Pass a function if the target is not known yet or changes: the proxy calls it
 *   for each connection. While the function throws, the target counts as an HTTP origin, and the proxy resets connections.
 */
export async function createFaultProxy(
  target: Target,
  { before }: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const url = urlOf(target) ?? new URL('http://127.0.0.1');
  const losses = createLostReplies();
  let state: LineState = { kind: 'open' };
  let accepted = 0;
  const connections = createConnectionSet(() => state, losses.ended);

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    client.on('error', ignore);
    if (state.kind === 'refused') return resetSocket(client);
    accepted += 1;
    if (state.kind === 'black hole') return void connections.add([client.resume()], 'SWALLOWED');
    const upstream = dial(target)?.on('error', ignore);
    if (!upstream) return resetSocket(client);
    const connection = connections.add([client, upstream], 'PASSING');
    client.on('data', () => {
      if (state.kind !== 'answers' || connection.state === 'BROKEN') return;
      connection.state = 'SWALLOWED';
      client.write(state.bytes);
    });
    const inspectRequest = async (chunk: Buffer): Promise<void> => {
      await before?.(chunk);
      losses.clientSends(connection, chunk);
    };
    const inspectAnswer = async (chunk: Buffer): Promise<void> => {
      if (losses.serverAnswers(connection, chunk)) resetConnection(connection);
    };
    const line = (): LineState => state;
    passOn(connection, { from: client, to: upstream, line, inspect: inspectRequest });
    passOn(connection, { from: upstream, to: client, line, inspect: inspectAnswer });
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    // Callers append paths to an origin, so it must not end with a slash.
    url: url.pathname === '/' ? url.href.replace(/\/$/, '') : url.href,
    get accepted() {
      return accepted;
    },
    set(next) {
      state = next;
      if (next.kind === 'black hole') return;
      for (const connection of connections.all) {
        if (next.kind === 'refused' || connection.state === 'SWALLOWED') resetConnection(connection);
      }
    },
    reset: () => connections.all.forEach(resetConnection),
    cut: () => connections.all.forEach(cutConnection),
    loseReply: (of) => losses.ask(of),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const { sockets } of connections.all) for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Keeps the open connections. When one side of a connection fails, the other side is reset, except in a black hole. */
function createConnectionSet(line: () => LineState, onEnded: (connection: object) => void) {
  const all = new Set<ProxiedConnection>();
  return {
    all,
    add(sockets: ProxiedConnection['sockets'], state: ProxiedConnection['state']): ProxiedConnection {
      const connection = { sockets, state, ended: new AbortController() };
      all.add(connection);
      for (const socket of sockets) {
        socket.on('close', (failed) => {
          if (sockets.every(({ closed }) => closed)) {
            all.delete(connection);
            connection.ended.abort();
            onEnded(connection);
          } else if (failed && line().kind === 'black hole') {
            connection.state = 'SWALLOWED';
          } else if (failed) {
            resetConnection(connection);
          }
        });
      }
      return connection;
    },
  };
}

/** @returns null when the target is not known yet */
function urlOf(target: Target): URL | null {
  if (typeof target === 'string') return new URL(target);
  try {
    return new URL(target());
  } catch {
    return null;
  }
}

function dial(target: Target): Socket | null {
  const url = urlOf(target);
  return url && connect({ host: url.hostname, port: Number(url.port), allowHalfOpen: true, noDelay: true });
}
