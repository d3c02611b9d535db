import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createLostReplies, type LostReply } from './lost-replies.ts';

/** What befalls the traffic of a line from now on, on connections that are open and on new ones. */
export type LineState =
  | { readonly kind: 'open' }
  /** Each chunk of either direction comes so much later, in order. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Open connections are reset, new ones at once. */
  | { readonly kind: 'refused' }
  /**
   * Connections are taken and stay open, nothing passes in either direction. Those that were made or used meanwhile are
   * reset when it is over: a byte stream with a hole in it must not go on.
   */
  | { readonly kind: 'black hole' }
  /** Each chunk that a client sends is answered with these bytes, and swallowed as by a black hole. */
  | { readonly kind: 'answers'; readonly bytes: string };

export interface FaultProxy {
  /** The target's URL, by way of this proxy. */
  readonly url: string;
  /** How many connections it has taken so far; refused ones do not count. */
  readonly accepted: number;
  set(state: LineState): void;
  /** Breaks every open connection with a TCP reset, as a failing host does. New ones pass. */
  reset(): void;
  /** The same with an orderly FIN, as a process that ends does. */
  cut(): void;
  /**
   * Loses one reply: on the first connection on which the client sends `sent`, the server's answer is withheld from the
   * first chunk on that contains (or completes) `answer`, and the connection is reset. If it ends without such an answer,
   * the next one that sends it is taken. Each of several losses has a connection of its own.
   *
   * @returns once it is lost; never, if the proxy is closed before.
   */
  loseReply(of: LostReply): Promise<void>;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** Holds back what the client sends, and all that follows it, until it resolves. */
  readonly before?: (sent: Buffer) => Promise<unknown>;
}

type Target = string | (() => string);

type Inspect = (chunk: Buffer) => Promise<void>;

interface Connection {
  /** The client's, and the target's unless a black hole has taken it. */
  readonly sockets: readonly Socket[];
  readonly ended: AbortController;
  /** SWALLOWED: something that was sent is missing, it cannot go on. BROKEN: it is about to end. */
  state: 'PASSING' | 'SWALLOWED' | 'BROKEN';
}

/** So many bytes may wait in one direction, for being late or for a slow reader, before no more are read. */
const ENOUGH = 1024 * 1024;

/**
 * A TCP proxy that puts faults between two parties that need not know of it.
 *
 * @param target its URL, with a port; or a function, asked anew for each connection, when it is known only later or changes.
 *   A function that cannot tell yet (it throws) stands for an HTTP origin.
 */
export async function createFaultProxy(
  target: Target,
  { before }: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const url = urlOf(target) ?? new URL('http://127.0.0.1');
  const connections = new Set<Connection>();
  const losses = createLostReplies();
  let line: LineState = { kind: 'open' };
  let accepted = 0;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    client.on('error', ignore);
    if (line.kind === 'refused') return reset(client);
    accepted += 1;
    if (line.kind === 'black hole') return void track([client.resume()], 'SWALLOWED');
    const upstream = dial(target)?.on('error', ignore);
    if (!upstream) return reset(client);
    const connection = track([client, upstream], 'PASSING');
    client.on('data', () => {
      if (line.kind !== 'answers' || connection.state === 'BROKEN') return;
      connection.state = 'SWALLOWED';
      client.write(line.bytes);
    });
    pass(connection, client, upstream, async (chunk) => {
      await before?.(chunk);
      losses.clientSends(connection, chunk);
    });
    pass(connection, upstream, client, async (chunk) => {
      if (losses.serverAnswers(connection, chunk)) resetAll(connection);
    });
  });

  function track(sockets: Connection['sockets'], state: Connection['state']): Connection {
    const connection = { sockets, state, ended: new AbortController() };
    connections.add(connection);
    for (const socket of sockets) {
      socket.on('close', (failed) => {
        if (sockets.every(({ closed }) => closed)) {
          connections.delete(connection);
          connection.ended.abort();
          losses.ended(connection);
        } else if (failed && line.kind === 'black hole') {
          connection.state = 'SWALLOWED';
        } else if (failed) {
          resetAll(connection);
        }
      });
    }
    return connection;
  }

  /** One direction: what comes, and the end, is passed on in order, each when it is due. */
  function pass(connection: Connection, from: Socket, to: Socket, inspect: Inspect): void {
    const { signal } = connection.ended;
    let last = Promise.resolve();
    let waiting = 0;

    const passes = (): boolean => {
      if (connection.state === 'PASSING' && line.kind === 'black hole') connection.state = 'SWALLOWED';
      return connection.state === 'PASSING';
    };
    function enqueue(size: number, act: () => Promise<unknown>): void {
      if (!passes()) return;
      const due = line.kind === 'slow' ? performance.now() + line.ms : 0;
      waiting += size;
      if (waiting > ENOUGH) from.pause();
      last = last.then(async () => {
        const early = due - performance.now();
        if (early > 0) await delay(early, undefined, { signal }).catch(ignore);
        if (passes()) await act();
        waiting -= size;
        if (waiting <= ENOUGH) from.resume();
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

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    // An origin stays one: paths are put behind it.
    url: url.pathname === '/' ? url.href.replace(/\/$/, '') : url.href,
    get accepted() {
      return accepted;
    },
    set(next) {
      line = next;
      if (next.kind === 'black hole') return;
      for (const connection of connections) {
        if (next.kind === 'refused' || connection.state === 'SWALLOWED') resetAll(connection);
      }
    },
    reset: () => connections.forEach(resetAll),
    cut() {
      for (const connection of connections) {
        connection.state = 'BROKEN';
        for (const socket of connection.sockets) socket.end().resume();
      }
    },
    loseReply: (of) => losses.ask(of),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const { sockets } of connections) for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const ignore = (): void => undefined;

/** @returns null when it cannot be told where the target is. */
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

function resetAll(connection: Connection): void {
  connection.state = 'BROKEN';
  connection.sockets.forEach(reset);
}

function reset(socket: Socket): void {
  // A reset waits for a connection that is being made, and fails on one that still has its end to send.
  if (socket.connecting || (socket.writableEnded && !socket.writableFinished)) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}
