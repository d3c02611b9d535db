import type { Socket } from 'node:net';

/**
 * Forwards bytes between two sockets in both directions, until one of them closes.
 *
 * @param open contains both sockets for as long as they are open
 */
export function joinSockets(near: Socket, far: Socket, open: Set<Socket>): void {
  for (const [socket, peer] of [
    [near, far],
    [far, near],
  ] as const) {
    open.add(socket);
    socket.pipe(peer);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open.delete(socket);
      // The peer sends what it has received before it closes.
      peer.destroySoon();
    });
  }
}
