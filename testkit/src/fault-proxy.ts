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

/** What happens to the traffic of open and of new connections. */
export type LineState =
  | { readonly kind: 'open' }
  /** Each chunk of either direction is delayed by `ms`; the order is kept. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Open connections are reset, and new ones at once. */
  | { readonly kind: 'refused' }
  /**
   * Connections are accepted and stay open, but nothing passes in either direction. Connections that were opened or used
   * meanwhile are reset at the end of this state: a byte stream with a gap must not continue.
   */
  | { readonly kind: 'black hole' }
  /** Each chunk of a client is answered with these bytes and then swallowed as by a black hole. */
  | { readonly kind: 'answers'; readonly bytes: string };

export interface FaultProxy {
  /** The target's URL with the proxy's host and port. */
  readonly url: string;
  /** How many connections were accepted so far. Refused connections do not count. */
  readonly accepted: number;
  set(state: LineState): void;
  /** Ends every open connection with a TCP reset, as a failing host does. New connections pass. */
  reset(): void;
  /** Ends every open connection with a FIN, as a process that exits does. New connections pass. */
  cut(): void;
  /**
   * Loses one reply. On the first connection on which the client sends `sent`, the server's answer is withheld from the first
   * chunk on that contains or completes `answer`, and the connection is reset. If that connection ends without the answer,
   * the next connection that sends `sent` is chosen. Several losses at a time choose different connections.
   *
   * @returns once the reply is lost; never if the proxy is closed before
   */
  loseReply(of: LostReply): Promise<void>;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** Sees what the client sends, and holds it and everything after it back until it resolves. */
  readonly before?: (sent: Buffer) => Promise<unknown>;
}

type Target = string | (() => string);

/**
 * A TCP proxy that injects faults between two processes, which do not notice the proxy otherwise.
 *
 * @param target the target's URL, with a port. A function is called for each connection: for a target that is known later or
 *   changes. While the function throws, the target counts as an HTTP origin, and connections are reset.
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

/** The open connections. When one side of a connection fails, the other side is reset, except in a black hole. */
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
