import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createFaultProxy, type FaultProxyOptions } from '../src/fault-proxy.ts';

// Sending the bytes of `plenty` takes long on a busy machine.

export type Peer = ReturnType<typeof peerOf>;

/** One end of a connection, and the bytes that it has received. */
function peerOf(socket: Socket) {
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks);
  socket.on('data', (chunk) => chunks.push(chunk));
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    received,
    text: () => received().toString(),
    /** Resolves when the operating system has accepted the bytes. */
    send: (what: string | Buffer) => new Promise<void>((resolve) => socket.write(what, () => resolve())),
    async receives(text: string): Promise<void> {
      while (!received().includes(text)) await once(socket, 'data');
    },
    /** Resolves to the way the connection ended: FIN, or the code of an error. */
    ending: new Promise<string>((resolve) => {
      socket.on('end', () => resolve('FIN'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    }),
  };
}

/** Starts a server. `next` returns the server's side of the next connection. */
export async function startTarget() {
  const taken: Peer[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    taken.push(peerOf(socket));
    server.emit('taken');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  let returned = 0;
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => taken.length,
    stop: () => server.close(),
    async next(): Promise<Peer> {
      while (taken.length <= returned) await once(server, 'taken');
      return taken[returned++]!;
    },
  };
}

/** Connects a client to the server at a URL. The returned connection may already be reset. */
export async function dial(url: string): Promise<Peer> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  const peer = peerOf(socket);
  await Promise.race([once(socket, 'connect'), peer.ending]);
  return peer;
}

/** Starts a target and a proxy in front of it. `pair` connects a client and returns both ends of its connection. */
export async function startLine(options?: FaultProxyOptions) {
  const target = await startTarget();
  const proxy = await createFaultProxy(target.url, options);
  onTestFinished(() => proxy.close());
  return {
    target,
    proxy,
    dial: () => dial(proxy.url),
    async pair(): Promise<{ client: Peer; server: Peer }> {
      const client = await dial(proxy.url);
      return { client, server: await target.next() };
    },
  };
}

/** Sends a word in each direction and waits until it arrives. */
export async function talk(
  { client, server }: { client: Peer; server: Peer },
  word = 'hello',
): Promise<void> {
  await client.send(`${word}?`);
  await server.receives(`${word}?`);
  await server.send(`${word}!`);
  await client.receives(`${word}!`);
}

/** More bytes than the operating system buffers between two peers. Sending them completes only when the other side reads. */
export function plenty(): Buffer {
  const bytes = Buffer.alloc(48 * 1024 * 1024);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}
