import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { joinSockets } from '@movecall/testkit/join-sockets';

/** A line to a server that can be cut, as by a network that fails. Each connection goes to where the server is then. */
export async function startLine(target: () => string) {
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
    /** Every connection is reset; new ones pass. */
    cut: () => open.forEach((socket) => socket.resetAndDestroy()),
    async close() {
      server.close();
      open.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}
