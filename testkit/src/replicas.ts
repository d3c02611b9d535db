import type { Service } from '@movecall/service/run';

export type Replicas = Awaited<ReturnType<typeof startReplicas>>;

/** Replicas of one service, started at the same time, and who finds one of them that runs, as a load balancer does. */
export async function startReplicas(
  instances: readonly string[],
  create: (instance: string, nth: number) => Promise<Service>,
) {
  const all = await Promise.all(instances.map(create));
  const running = new Set(all);

  async function stop(replica: Service): Promise<void> {
    // Found no more, and then closed: what it was asked before, it finishes.
    if (running.delete(replica)) await replica.close();
  }

  return {
    /** The origins of all that were started. */
    urls: all.map(({ url }) => url),

    /** The origin of the nth one, counted round; of another one when that has stopped. */
    url(nth: number): string {
      const wanted = all[nth % all.length];
      const found = wanted && running.has(wanted) ? wanted : [...running][0];
      if (!found) throw new Error('no replica is running');
      return found.url;
    },

    stop: (nth: number): Promise<void> => stop(all[nth]!),

    async close(): Promise<void> {
      await Promise.all([...running].map(stop));
    },
  };
}
