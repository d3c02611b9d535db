import type { Socket } from 'node:net';

/** Passes on what comes on either of two sockets to the other, until one of them closes. */
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
      // What came before still leaves.
      peer.destroySoon();
    });
  }
}
