import { freePort } from '@movecall/embedded/ports';
import { startRedis } from '@movecall/embedded/redis';
import { Redis } from 'ioredis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const SLOTS = 16_384;
const PATIENCE_MS = 60_000;

export type RedisCluster = Awaited<ReturnType<typeof startRedisCluster>>;

/** Starts a Redis Cluster of `size` primaries without replicas. Each primary has an equal range of the slots, in order. */
export async function startRedisCluster(size: number) {
  const directory = await mkdtemp(join(tmpdir(), 'movecall-cluster-'));
  // The nodes start one after the other, because a port that was found free is taken only once its node runs.
  const nodes: Node[] = [];
  for (let nth = 0; nth < size; nth += 1) nodes.push(await startNode(join(directory, `${nth}`)));
  await joinCluster(nodes);
  await untilSettled(nodes);

  const slotOf = async (key: string): Promise<number> =>
    Number(await nodes[0]!.ask('CLUSTER', 'KEYSLOT', key));

  async function holderOf(key: string): Promise<Node> {
    const slot = await slotOf(key);
    for (const node of nodes) if ((await node.ask('CLUSTER', 'COUNTKEYSINSLOT', slot)) !== 0) return node;
    throw new Error(`no node holds ${key}: write it first`);
  }

  return {
    nodes,
    /** The URL of the first node, from which a client learns the other nodes. */
    redisUrl: nodes[0]!.url,
    /** Resolves once every node knows all other nodes and all slots are served. */
    settled: () => untilSettled(nodes),
    slotOf,
    /** Finds the node that stores a key. */
    holderOf,
    /**
     * Migrates a key's slot to another node, as an operator does. Clients may use the slot during the migration.
     *
     * @param between runs twice during the migration: before and after the keys move
     */
    async migrateSlot(
      key: string,
      to: Node,
      between: () => Promise<unknown> = async () => undefined,
    ): Promise<void> {
      await migrateSlot(nodes, await slotOf(key), await holderOf(key), to, between);
    },
    async close(): Promise<void> {
      await Promise.all(nodes.map((node) => node.close()));
      await rm(directory, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

async function joinCluster(nodes: readonly Node[]): Promise<void> {
  const firstSlot = (nth: number): number => Math.floor((SLOTS * nth) / nodes.length);
  for (const [nth, { ask, port, busPort }] of nodes.entries()) {
    await ask('CLUSTER', 'SET-CONFIG-EPOCH', nth + 1);
    await ask('CLUSTER', 'ADDSLOTSRANGE', firstSlot(nth), firstSlot(nth + 1) - 1);
    for (const other of nodes.slice(0, nth)) await other.ask('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
  }
}

async function untilSettled(nodes: readonly Node[]): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (const { ask } of nodes) {
    for (
      let info = '';
      !info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${nodes.length}\r`);
    ) {
      if (Date.now() > deadline)
        throw new Error(`the cluster did not settle within ${PATIENCE_MS} ms: ${info}`);
      info = String(await ask('CLUSTER', 'INFO').catch(String));
      await pause(20);
    }
  }
}

const idOf = ({ ask }: Node): Promise<string> => ask('CLUSTER', 'MYID').then(String);

async function migrateSlot(
  nodes: readonly Node[],
  slot: number,
  from: Node,
  to: Node,
  between: () => Promise<unknown>,
): Promise<void> {
  await to.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', await idOf(from));
  await from.ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', await idOf(to));
  await between();
  for (;;) {
    const keys = (await from.ask('CLUSTER', 'GETKEYSINSLOT', slot, 100)) as string[];
    if (keys.length === 0) break;
    await from.ask('MIGRATE', '127.0.0.1', to.port, '', 0, 5_000, 'KEYS', ...keys);
  }
  await between();
  const id = await idOf(to);
  for (const node of [to, ...nodes.filter((each) => each !== to)])
    await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', id);
}

type Node = Awaited<ReturnType<typeof startNode>>;

async function startNode(directory: string) {
  const busPort = await freePort();
  const start = () =>
    startRedis({
      directory,
      log: () => undefined,
      settings: {
        'cluster-enabled': 'yes',
        'cluster-port': busPort.toString(),
        'cluster-node-timeout': '2000',
        // Without this setting, a node learns its own address only when it meets another node.
        'cluster-announce-ip': '127.0.0.1',
      },
    });
  let server = await start();
  const { port, url } = server;
  const client = new Redis(url);
  client.on('error', () => undefined);
  return {
    port,
    busPort,
    url,
    ask: (command: string, ...args: readonly (string | number)[]): Promise<unknown> =>
      client.call(command, ...args),
    /** Kills the node. The node may lose the writes of the last second. `restart` starts it again. */
    async crash(): Promise<void> {
      server.kill('SIGKILL');
      await server.exited;
    },
    async restart(): Promise<void> {
      server = await start();
    },
    async close(): Promise<void> {
      client.disconnect();
      await server.stop();
    },
  };
}
