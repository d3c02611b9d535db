import type { Service } from '@movecall/service/run';

export type Replicas = Awaited<ReturnType<typeof startReplicas>>;

/** Starts the replicas of one service together. Like a load balancer, it directs clients to a running replica. */
export async function startReplicas(
  instances: readonly string[],
  create: (instance: string, nth: number) => Promise<Service>,
) {
  const all = await Promise.all(instances.map(create));
  const running = new Set(all);

  async function stop(replica: Service): Promise<void> {
    // The replica is removed first, so that no new client is directed to it while it finishes its requests.
    if (running.delete(replica)) await replica.close();
  }

  return {
    /** The origins of all replicas, including those that have stopped. */
    urls: all.map(({ url }) => url),

    /** The origins of all replicas' metrics. */
    metricsUrls: all.map(({ metricsUrl }) => metricsUrl),

    /** The origin of the nth replica, modulo their number. If that replica has stopped, the origin of a running one. */
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
