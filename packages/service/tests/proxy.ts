import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  /** The target's URL, by way of this proxy. */
  url: string;
  /** How many connections it has taken. */
  readonly accepted: number;
  /** Breaks every connection with a TCP reset, as a failing host or load balancer does. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * A TCP proxy in front of the server of `target`.
 * `before` sees what the client sends and holds it back until it resolves.
 */
export async function createProxy(
  target: string,
  before?: (sent: Buffer) => Promise<unknown>,
): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const clients = new Set<Socket>();
  let accepted = 0;
  const server = createServer((client) => {
    accepted++;
    clients.add(client);
    const upstream = connect(Number(port), hostname);
    const stop = () => {
      clients.delete(client);
      upstream.destroy();
      client.destroySoon();
    };
    upstream.pipe(client, { end: false });
    client.on('data', async (sent) => {
      await before?.(sent);
      upstream.write(sent);
    });
    for (const socket of [client, upstream]) socket.on('close', stop).on('error', stop);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reset = () => clients.forEach((client) => client.resetAndDestroy());
  return {
    url: url.href,
    get accepted() {
      return accepted;
    },
    reset,
    close: () => {
      reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
