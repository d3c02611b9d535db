import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { joinSockets } from '@movecall/testkit/join-sockets';

/** Starts a TCP proxy whose connections a test can cut. @param target the server's origin at the moment */
export async function startCuttableProxy(target: () => string) {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const { port, hostname } = new URL(target());
    const far = connect(Number(port), hostname);
    joinSockets(near, far, open);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resets all open connections. New connections are accepted. */
    cut: () => open.forEach((socket) => socket.resetAndDestroy()),
    async close() {
      server.close();
      open.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}
