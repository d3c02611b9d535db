import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createFaultProxy, type FaultProxyOptions } from '../src/fault-proxy.ts';

// Much is sent (see `plenty`), which takes its time when the machine has other things to do.

export type Peer = ReturnType<typeof peerOf>;

/** One end of a connection, and what it has seen of it. */
function peerOf(socket: Socket) {
  const chunks: Buffer[] = [];
  const received = () => Buffer.concat(chunks);
  socket.on('data', (chunk) => chunks.push(chunk));
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    received,
    text: () => received().toString(),
    /** Resolves when it is with the operating system. */
    send: (what: string | Buffer) => new Promise<void>((resolve) => socket.write(what, () => resolve())),
    async receives(text: string): Promise<void> {
      while (!received().includes(text)) await once(socket, 'data');
    },
    /** How the connection ends: in good order, or with the code of an error. */
    ending: new Promise<string>((resolve) => {
      socket.on('end', () => resolve('FIN'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    }),
  };
}

/** A server whose side of each connection is taken with `next`. */
export async function startTarget() {
  const taken: Peer[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    taken.push(peerOf(socket));
    server.emit('taken');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  let told = 0;
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => taken.length,
    stop: () => server.close(),
    async next(): Promise<Peer> {
      while (taken.length <= told) await once(server, 'taken');
      return taken[told++]!;
    },
  };
}

/** A client of what listens at a URL; it may have been reset again already. */
export async function dial(url: string): Promise<Peer> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  const peer = peerOf(socket);
  await Promise.race([once(socket, 'connect'), peer.ending]);
  return peer;
}

/** A proxy in front of a target, and pairs of a client and the target's side of its connection. */
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

/** Both ways are open. */
export async function talk(
  { client, server }: { client: Peer; server: Peer },
  word = 'hello',
): Promise<void> {
  await client.send(`${word}?`);
  await server.receives(`${word}?`);
  await server.send(`${word}!`);
  await client.receives(`${word}!`);
}

/** More than all the buffers of the operating system between two peers hold: sent only once it is being read. */
export function plenty(): Buffer {
  const bytes = Buffer.alloc(48 * 1024 * 1024);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(at, at);
  return bytes;
}
