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

/** A Redis Cluster of so many primaries without replicas, each with its even share of the slots in turn. */
export async function startRedisCluster(size: number) {
  const directory = await mkdtemp(join(tmpdir(), 'movecall-cluster-'));
  // One after the other: a port that is free is not taken yet.
  const nodes: Node[] = [];
  for (let nth = 0; nth < size; nth += 1) nodes.push(await startNode(join(directory, `${nth}`)));
  const share = (nth: number): number => Math.floor((SLOTS * nth) / size);
  for (const [nth, { ask, port, busPort }] of nodes.entries()) {
    await ask('CLUSTER', 'SET-CONFIG-EPOCH', nth + 1);
    await ask('CLUSTER', 'ADDSLOTSRANGE', share(nth), share(nth + 1) - 1);
    for (const other of nodes.slice(0, nth)) await other.ask('CLUSTER', 'MEET', '127.0.0.1', port, busPort);
  }
  await settled();

  /** Every node knows every other one, and where every slot is. */
  async function settled(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (const { ask } of nodes) {
      for (
        let info = '';
        !info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${size}\r`);
      ) {
        if (Date.now() > deadline) throw new Error(`the cluster did not settle: ${info}`);
        info = String(await ask('CLUSTER', 'INFO').catch(String));
        await pause(20);
      }
    }
  }

  const idOf = ({ ask }: Node): Promise<string> => ask('CLUSTER', 'MYID').then(String);

  return {
    nodes,
    /** Of the first node; the others are found. */
    redisUrl: nodes[0]!.url,
    settled,
    slotOf: async (key: string): Promise<number> => Number(await nodes[0]!.ask('CLUSTER', 'KEYSLOT', key)),
    async holderOf(key: string): Promise<Node> {
      const slot = await this.slotOf(key);
      for (const node of nodes) if ((await node.ask('CLUSTER', 'COUNTKEYSINSLOT', slot)) !== 0) return node;
      throw new Error(`no node holds ${key}`);
    },
    /** Moves a key's slot to another node as an operator does, while clients use it; `between` runs half way. */
    async move(
      key: string,
      to: Node,
      between: () => Promise<unknown> = async () => undefined,
    ): Promise<void> {
      const [slot, from] = [await this.slotOf(key), await this.holderOf(key)];
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
    },
    async close(): Promise<void> {
      await Promise.all(nodes.map((node) => node.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
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
        // One that never met another does not know its own address.
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
    /** As a machine that fails and comes back: what it was told in the last second may be lost. */
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
