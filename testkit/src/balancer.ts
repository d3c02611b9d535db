import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { joinSockets } from './join-sockets.ts';

/** The default time between two probes, ms. */
export const PROBE_MS = 20;

export type Balancer = Awaited<ReturnType<typeof startBalancer>>;

/**
 * Starts a load balancer in front of replicas. The balancer assigns each new connection to a ready replica, round robin. A
 * replica is ready if `/readyz` answered 200 at the last probe. The balancer does not retry a failed connection.
 *
 * @param origins the origins of the current replicas
 * @param probeMs the time between two probes, ms
 */
export async function startBalancer(origins: () => readonly string[], probeMs = PROBE_MS) {
  const open = new Set<Socket>();
  let ready: readonly string[] = [];
  let assigned = 0;
  let closing = false;

  async function probe(): Promise<void> {
    const probed = origins().map(async (origin) => ((await isReady(origin)) ? [origin] : []));
    ready = (await Promise.all(probed)).flat();
  }
  async function probeUntilClosed(): Promise<void> {
    while (!closing) {
      await pause(probeMs);
      await probe();
    }
  }

  const server = createServer((near) => {
    const origin = ready[assigned++ % ready.length];
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
  await probe();
  const probing = probeUntilClosed();

  return {
    /** The balancer's origin. */
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The origins of the replicas that were ready at the last probe. */
    ready: () => ready,
    /** Cuts all connections. */
    async close() {
      closing = true;
      await probing;
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
