import type { Service } from '@movecall/service/run';

export type Replicas = Awaited<ReturnType<typeof startReplicas>>;

/** Starts the replicas of one service together, and leads clients to one that runs, as a load balancer does. */
export async function startReplicas(
  instances: readonly string[],
  create: (instance: string, nth: number) => Promise<Service>,
) {
  const all = await Promise.all(instances.map(create));
  const running = new Set(all);

  async function stop(replica: Service): Promise<void> {
    // Removed first: no client is led to it while it finishes its requests.
    if (running.delete(replica)) await replica.close();
  }

  return {
    /** The origins of all replicas, including those that have stopped. */
    urls: all.map(({ url }) => url),

    /** The origin of the nth replica, modulo their number; that of another one when it has stopped. */
    url(nth: number): string {
      const wanted = all[nth % all.length];
      const found = wanted && running.has(wanted) ? wanted : [...running][0];
      if (!found) throw new Error('All replicas have stopped.');
      return found.url;
    },

    stop: (nth: number): Promise<void> => stop(all[nth]!),

    async close(): Promise<void> {
      await Promise.all([...running].map(stop));
    },
  };
}
