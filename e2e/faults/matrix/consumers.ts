import { until } from '@movecall/service/until';
import { type Producer, producers } from '@movecall/schema/streams';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCalls, waitForCalls } from '../bulk-calls.ts';
import type { Fault, Trial } from '../fault.ts';
import { PATIENCE_MS } from '../patience.ts';
import type { Random } from '../random.ts';
import { replicaOf } from '../replica-names.ts';
import type { Testbed } from '../testbed.ts';
import { assignmentFirst, deliveredAgain, reversed } from './deliveries.ts';
import { countPending, countRepeatedDeliveries, processesWithPending } from './pending-entries.ts';

/** The first replica of each service is never stopped: it also answers requests. */
const victims = producers.flatMap((service) => [2, 3].map((nth) => replicaOf(service, nth)));
const replicas = [...producers.map((service) => replicaOf(service, 1)), ...victims];
const CALLS_WHILE_STOPPING = 8;
const MORE_CALLS = 12;
const STOPS_WITHIN_MS = 200;
const CONTINUES_WITHIN_MS = 300;

const stopped: Fault = {
  name: 'a consumer is stopped until its entries are taken over, and continued',
  group: 'Consumers',
  replicas: 3,
  expect:
    'each event is delivered twice and takes effect once; measured from the stop until the alerts of the last call have ended',
  runs: { full: 200, quick: 3 },
  p99Ms: null,
  async inject(testbed, trial) {
    let [runs, entries] = [0, 0];
    const before = await countRepeatedDeliveries(testbed, replicas);
    for (let round = 0; runs < trial.runs; round += 1) {
      if (round > trial.runs) throw new Error('no stopped consumer had a pending entry');
      const outcome = await stopOnce(testbed, trial, trial.runs - runs);
      runs += outcome.runs;
      entries += outcome.entries;
    }
    await testbed.system.settle();
    const repeated = (await countRepeatedDeliveries(testbed, replicas)) - before;
    trial.note(
      `${entries} entries were taken over; ${repeated} deliveries were of events that had already had their effect`,
    );
  },
};

/** Stops all victims at once. Each victim that has pending entries then counts as one run. */
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
    const { ids, since } = await random.pick([stopAtRandom, stopInTransaction])(testbed, trial, chosen, stop);
    const pending = await processesWithPending(testbed, chosen);
    signal(
      chosen.filter((name) => !pending.has(name)),
      'SIGCONT',
    );
    await Promise.all(
      [...pending.keys()].map(async (name) => {
        await until(
          `the entries of ${name} to be taken over`,
          async () => (await countPending(testbed, name)) === 0 || undefined,
          PATIENCE_MS,
        );
        // Some processes continue while another one works on their entries, some after that.
        await pause(delays.get(name));
        signal([name], 'SIGCONT');
      }),
    );
    await waitForCalls(testbed, ids, 'CONFIRMED');
    for (const _ of pending) trial.recovered(performance.now() - since);
    return { runs: pending.size, entries: [...pending.values()].reduce((sum, count) => sum + count, 0) };
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

/** Most consumers wait for entries at that moment, and receive some while they are stopped. */
const stopAtRandom: Stop = async (testbed, { random }, chosen, stop) => {
  const [ids, since] = await Promise.all([
    makeCalls(testbed, random, CALLS_WHILE_STOPPING),
    // The random moment is the point of this fault.
    pause(random.int(0, STOPS_WITHIN_MS)).then(stop),
  ]);
  return { ids: [...ids, ...(await callUntilAllHavePending(testbed, random, chosen))], since };
};

/** Every consumer is stopped with an entry in work. Postgres continues the transaction without the process. */
const stopInTransaction: Stop = (testbed, { random }, chosen, stop) =>
  withLockedInboxes(testbed, producers, async () => {
    const ids = await makeCalls(testbed, random, CALLS_WHILE_STOPPING);
    ids.push(...(await callUntilAllHavePending(testbed, random, chosen)));
    return { ids, since: stop() };
  });

async function callUntilAllHavePending(
  testbed: Testbed,
  random: Random,
  chosen: readonly string[],
): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < MORE_CALLS && (await processesWithPending(testbed, chosen)).size < chosen.length) {
    ids.push(await testbed.requestUntilAccepted(testbed.newRequest(random)));
  }
  return ids;
}

/** Runs `work` while the inboxes are locked against writes, so that no consumer can apply an event. */
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

export const consumerFaults: readonly Fault[] = [
  stopped,
  ...[deliveredAgain, reversed, assignmentFirst].map((fault) => ({
    ...fault,
    group: stopped.group,
    replicas: 3,
  })),
];
