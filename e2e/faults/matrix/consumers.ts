import { until } from '@movecall/service/until';
import { consumersOf, type Producer, producers } from '@movecall/schema/events';
import { setTimeout as pause } from 'node:timers/promises';
import { waitForCalls, makeCalls } from '../bulk-calls.ts';
import type { Fault, Trial } from '../fault.ts';
import type { Random } from '../random.ts';
import { consumerNameOf, replicaOf, serviceOf } from '../replica-names.ts';
import type { Testbed } from '../testbed.ts';
import { assignmentFirst, deliveredAgain, reversed } from './deliveries.ts';

/** The first of each goes on: it also answers requests. */
const victims = producers.flatMap((service) => [2, 3].map((nth) => replicaOf(service, nth)));
const CALLS_WHILE_STOPPING = 8;
const CALLS_MORE = 12;
const STOPS_WITHIN_MS = 200;
const CONTINUES_WITHIN_MS = 300;

const stopped: Fault = {
  name: 'a consumer is stopped until its entries are taken over, and continued',
  group: 'Consumers',
  replicas: 3,
  expect: 'two deliveries, one effect; measured from the stop until the last call is confirmed and told',
  runs: { full: 200, quick: 3 },
  p99Ms: null,
  async inject(testbed, trial) {
    let [runs, entries] = [0, 0];
    const before = await seenBefore(testbed);
    for (let round = 0; runs < trial.runs; round += 1) {
      if (round > trial.runs) throw new Error('consumers that are stopped hold nothing');
      const outcome = await stopOnce(testbed, trial, trial.runs - runs);
      runs += outcome.runs;
      entries += outcome.entries;
    }
    await testbed.system.settle();
    const seen = (await seenBefore(testbed)) - before;
    trial.note(`${entries} entries were taken over; ${seen} times an event had had its effect when it came`);
  },
};

/** Stops all victims at once; each that holds something then is a run. */
async function stopOnce(
  testbed: Testbed,
  trial: Trial,
  atMost: number,
): Promise<{ readonly runs: number; readonly entries: number }> {
  const { random } = trial;
  const { stack } = testbed.system;
  const chosen = random.shuffle(victims).slice(0, atMost);
  const delays = new Map(chosen.map((name) => [name, random.int(0, CONTINUES_WITHIN_MS)]));
  const signal = (names: readonly string[], which: NodeJS.Signals): void =>
    names.forEach((name) => stack.kill(name, which));
  const stop = (): number => {
    signal(chosen, 'SIGSTOP');
    return performance.now();
  };
  try {
    const { ids, since } = await random.pick([stopAtRandom, stopInTheMiddle])(testbed, trial, chosen, stop);
    const held = await holdings(testbed, chosen);
    signal(
      chosen.filter((name) => !held.has(name)),
      'SIGCONT',
    );
    await Promise.all(
      [...held.keys()].map(async (name) => {
        await until(
          `the entries of ${name} to be taken over`,
          async () => (await heldBy(testbed, name)) === 0 || undefined,
          60_000,
        );
        // Some come back while the other one works on the same, some after that.
        await pause(delays.get(name));
        signal([name], 'SIGCONT');
      }),
    );
    await waitForCalls(testbed, ids, 'CONFIRMED');
    for (const _ of held) trial.recovered(performance.now() - since);
    return { runs: held.size, entries: [...held.values()].reduce((sum, count) => sum + count, 0) };
  } finally {
    signal(chosen, 'SIGCONT');
  }
}

type Stop = (
  testbed: Testbed,
  trial: Trial,
  chosen: readonly string[],
  stop: () => number,
) => Promise<{ readonly ids: readonly string[]; readonly since: number }>;

/** Most of them wait for entries then, and get some while they are stopped. */
const stopAtRandom: Stop = async (testbed, { random }, chosen, stop) => {
  const [ids, since] = await Promise.all([
    makeCalls(testbed, random, CALLS_WHILE_STOPPING),
    // The moment is what is left to chance here.
    pause(random.int(0, STOPS_WITHIN_MS)).then(stop),
  ]);
  return { ids: [...ids, ...(await callsUntilAllHold(testbed, random, chosen))], since };
};

/** Each has begun with an entry, and its transaction goes on without it. */
const stopInTheMiddle: Stop = (testbed, { random }, chosen, stop) =>
  withLockedInboxes(testbed, producers, async () => {
    const ids = await makeCalls(testbed, random, CALLS_WHILE_STOPPING);
    ids.push(...(await callsUntilAllHold(testbed, random, chosen)));
    return { ids, since: stop() };
  });

async function callsUntilAllHold(
  testbed: Testbed,
  random: Random,
  chosen: readonly string[],
): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < CALLS_MORE && (await holdings(testbed, chosen)).size < chosen.length) {
    ids.push(await testbed.requestUntilAccepted(testbed.newRequest(random)));
  }
  return ids;
}

/** Nobody's effect can begin meanwhile. */
function withLockedInboxes<T>(
  testbed: Testbed,
  [name, ...others]: readonly Producer[],
  work: () => Promise<T>,
): Promise<T> {
  if (name === undefined) return work();
  return testbed.system.sql[name].begin(async (tx) => {
    await tx`lock table inbox in share row exclusive mode`;
    return withLockedInboxes(testbed, others, work);
  }) as Promise<T>;
}

/** Which of the processes hold entries, and how many. */
async function holdings(testbed: Testbed, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const counts = await Promise.all(names.map(async (name) => [name, await heldBy(testbed, name)] as const));
  return new Map(counts.filter(([, count]) => count > 0));
}

async function heldBy({ system }: Testbed, name: string): Promise<number> {
  const service = serviceOf(name) as Producer;
  const streams = producers.filter((producer) => consumersOf[producer].includes(service));
  const counts = await Promise.all(
    streams.map(async (producer) => {
      const pending = await system.redis.xpending(
        system.stream(producer),
        service,
        '-',
        '+',
        1_000,
        consumerNameOf(name),
      );
      return pending.length;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How often a process found that an event which was delivered to it had had its effect. */
async function seenBefore({ system }: Testbed): Promise<number> {
  const names = [...producers.map((service) => replicaOf(service, 1)), ...victims];
  const counts = await Promise.all(
    names.map(async (name) => {
      const answer = await fetch(`${system.stack.services()[name]?.url}/metrics`);
      const seen = (await answer.text()).matchAll(/^eventlog_consumed_total\{.*outcome="SEEN".*\} (\d+)$/gm);
      return [...seen].reduce((sum, [, count]) => sum + Number(count), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

export const consumerFaults: readonly Fault[] = [
  stopped,
  ...[deliveredAgain, reversed, assignmentFirst].map((fault) => ({
    ...fault,
    group: stopped.group,
    replicas: 3,
  })),
];
