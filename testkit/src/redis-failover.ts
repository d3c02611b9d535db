import { startRedis } from '@movecall/embedded/redis';
import { Redis } from 'ioredis';
import { rm } from 'node:fs/promises';
import { createFaultProxy } from './fault-proxy.ts';
import { newFolder } from './folders.ts';

export type RedisFailover = Awaited<ReturnType<typeof startRedisFailover>>;

/**
 * Starts two Redis servers behind one address, as a managed Redis has them. Connections to the address reach the primary of the
 * moment in which they are opened.
 */
export async function startRedisFailover() {
  const folders = [await newFolder(), await newFolder()] as const;
  const start = (directory: string) => startRedis({ directory, log: () => undefined });
  const servers = [await start(folders[0]), await start(folders[1])] as const;
  const clients = [new Redis(servers[0].url), new Redis(servers[1].url)] as const;
  let primary: 0 | 1 = 0;
  const proxy = await createFaultProxy(() => servers[primary].url);

  return {
    url: proxy.url,
    /** The names of the primary's keys. */
    keys: (): Promise<string[]> => clients[primary].keys('*'),
    /**
     * Promotes the other server, which is empty, and makes the primary its replica: the old primary keeps its connections open,
     * and answers every write with READONLY.
     */
    async failOver(): Promise<void> {
      const old = primary;
      primary = old === 0 ? 1 : 0;
      await clients[primary].replicaof('NO', 'ONE');
      await clients[primary].flushall();
      await clients[old].replicaof('127.0.0.1', servers[primary].port);
    },
    async close(): Promise<void> {
      for (const client of clients) client.disconnect();
      await proxy.close();
      await Promise.all(servers.map((server) => server.stop()));
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}
