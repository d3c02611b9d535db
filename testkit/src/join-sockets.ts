import type { Socket } from 'node:net';

/**
 * Forwards bytes between two sockets in both directions until one socket closes.
 *
 * @param open both sockets are in this set while they are open
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
      // The peer forwards its received bytes before it closes.
      peer.destroySoon();
    });
  }
}
