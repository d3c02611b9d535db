import { consumersOf, type Producer, producers } from '@movecall/schema/streams';
import { consumerNameOf, serviceOf } from '../replica-names.ts';
import type { Testbed } from '../testbed.ts';

/** The processes among `names` that have pending entries (delivered to them, not yet acknowledged), and how many. */
export async function processesWithPending(
  testbed: Testbed,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = await Promise.all(
    names.map(async (name) => [name, await countPending(testbed, name)] as const),
  );
  return new Map(counts.filter(([, count]) => count > 0));
}

/** The pending entries of one process, over all streams that its service consumes. */
export async function countPending({ system }: Testbed, name: string): Promise<number> {
  const service = serviceOf(name) as Producer;
  const consumer = consumerNameOf(name);
  const streams = producers.filter((producer) => consumersOf[producer].includes(service));
  const counts = await Promise.all(
    streams.map(async (producer) => {
      const stream = system.stream(producer);
      return (await system.redis.xpending(stream, service, '-', '+', 1_000, consumer)).length;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How often these processes received an event that had already had its effect, from their metrics. */
export async function countRepeatedDeliveries(
  { system }: Testbed,
  names: readonly string[],
): Promise<number> {
  const counts = await Promise.all(
    names.map(async (name) => {
      const answer = await fetch(`${system.stack.services()[name]?.metricsUrl}/metrics`);
      const seen = (await answer.text()).matchAll(/^eventlog_consumed_total\{.*outcome="SEEN".*\} (\d+)$/gm);
      return [...seen].reduce((sum, [, count]) => sum + Number(count), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
