import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { joinSockets } from './join-sockets.ts';

/** How often it looks who is ready, unless told otherwise. */
export const PROBE_MS = 20;

export type Balancer = Awaited<ReturnType<typeof startBalancer>>;

/**
 * A balancer as it stands before replicas: each new connection goes to one whose `/readyz` answered 200 when it last looked,
 * by turns. It tries nothing a second time.
 *
 * @param origins of the replicas that there are at the moment
 */
export async function startBalancer(origins: () => readonly string[], probeMs = PROBE_MS) {
  const open = new Set<Socket>();
  let ready: readonly string[] = [];
  let taken = 0;
  let closing = false;

  async function look(): Promise<void> {
    const probed = origins().map(async (origin) => ((await isReady(origin)) ? [origin] : []));
    ready = (await Promise.all(probed)).flat();
  }
  async function keepLooking(): Promise<void> {
    while (!closing) {
      await pause(probeMs);
      await look();
    }
  }

  const server = createServer((near) => {
    const origin = ready[taken++ % ready.length];
    if (origin === undefined) {
      near.destroy();
      return;
    }
    const { port, hostname } = new URL(origin);
    const far = connect(Number(port), hostname);
    joinSockets(near, far, open);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await look();
  const looking = keepLooking();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Where new connections go. */
    ready: () => ready,
    async close() {
      closing = true;
      await looking;
      server.close();
      open.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/readyz`);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
