import { until } from '@movecall/service/until';
import { percentile } from '@movecall/testkit/statistics';
import { setTimeout as pause } from 'node:timers/promises';
import { type BackgroundLoad, startBackgroundLoad } from '../background-load.ts';
import type { Fault, Trial } from '../fault.ts';
import type { Random } from '../random.ts';
import { endedServices, servicePids } from '../service-pids.ts';
import { type Stateful, stateful } from '../stateful-services.ts';
import type { Testbed } from '../testbed.ts';
import { lostCommits } from './lost-commits.ts';

const group = 'Postgres';

const storm: Fault = {
  name: 'a backend is terminated under load',
  group,
  expect: 'every request is answered, no process ends, no call is lost, and no transaction is half applied',
  runs: { full: 2_000, quick: 30 },
  p99Ms: null,
  async inject(testbed, trial) {
    const { random } = trial;
    const before = servicePids(testbed);
    let open: number[] = [];
    const load = startBackgroundLoad(testbed, random, {
      customers: 12,
      pauseMs: 50,
      // A kill counts as recovered with the first accepted request that was sent after it.
      onAccepted(requestedAt, answeredAt) {
        for (const killedAt of open) if (killedAt <= requestedAt) trial.recovered(answeredAt - killedAt);
        open = open.filter((killedAt) => killedAt > requestedAt);
      },
    });
    try {
      await terminateBackends(testbed, trial, () => open.push(performance.now()));
      await until('a call to be accepted after the last kill', async () => open.length === 0 || undefined);
    } finally {
      await endLoad(load, trial);
    }
    endedServices(before, testbed).forEach(trial.violated);
    await Promise.all(stateful.map((service) => testbed.waitUntilReady(service)));
  },
};

async function terminateBackends(testbed: Testbed, trial: Trial, onKill: () => void): Promise<void> {
  const { random } = trial;
  const kills: Record<Stateful, number> = { call: 0, manage: 0, assign: 0, notifier: 0 };
  const since = performance.now();
  for (let killed = 0; killed < trial.runs;) {
    // The pace of the kills is irregular on purpose.
    await pause(random.int(10, 30));
    const service = random.pick(stateful);
    if (!(await terminateOne(testbed, service, random))) continue;
    kills[service] += 1;
    killed += 1;
    onKill();
  }
  const seconds = (performance.now() - since) / 1000;
  trial.note(
    `${trial.runs} kills in ${seconds.toFixed(0)} s: ${stateful.map((name) => `${name} ${kills[name]}`).join(', ')}`,
  );
}

/** @returns false when the service has no connection at that moment */
async function terminateOne({ system }: Testbed, service: Stateful, random: Random): Promise<boolean> {
  const backends = await system.sql[service]<{ pid: number }[]>`
    select pid from pg_stat_activity where application_name like ${`${service}-%`} order by pid`;
  if (backends.length === 0) return false;
  const { pid } = random.pick(backends);
  const [row] = await system.sql[service]<
    { killed: boolean }[]
  >`select pg_terminate_backend(${pid}) as killed`;
  return row?.killed ?? false;
}

const restart: Fault = {
  name: 'Postgres is stopped immediately and started again under load',
  group,
  expect: 'a new call is confirmed within 5 s of the stop, including the start of Postgres; no service ends',
  runs: { full: 50, quick: 1 },
  p99Ms: 5_000,
  async inject(testbed, trial) {
    const before = servicePids(testbed);
    const load = startBackgroundLoad(testbed, trial.random, { customers: 2, pauseMs: 300 });
    const restarts: number[] = [];
    const afterRestart: number[] = [];
    try {
      for (let run = 0; run < trial.runs; run += 1) {
        const { stoppedAt, restartedAt } = await restartPostgres(testbed, trial.random);
        await testbed.waitForStatus(
          await testbed.requestUntilAccepted(testbed.newRequest(trial.random)),
          'CONFIRMED',
        );
        const now = performance.now();
        trial.recovered(now - stoppedAt);
        restarts.push(restartedAt - stoppedAt);
        afterRestart.push(now - restartedAt);
        await Promise.all(stateful.map((service) => testbed.waitUntilReady(service)));
      }
    } finally {
      await endLoad(load, trial);
    }
    trial.note(
      `the restart of Postgres took ${quantiles(restarts)} of that, everything after it ${quantiles(afterRestart)} (p50 / p99 / max)`,
    );
    endedServices(before, testbed).forEach(trial.violated);
  },
};

async function restartPostgres(
  testbed: Testbed,
  random: Random,
): Promise<{ readonly stoppedAt: number; readonly restartedAt: number }> {
  // The stop strikes at any moment of what the load does.
  await pause(random.int(0, 100));
  // The supervisor publishes the new process once it accepts connections.
  const restarted = testbed.waitForExit('postgres');
  const stoppedAt = performance.now();
  testbed.system.stack.kill('postgres', 'SIGQUIT');
  return { stoppedAt, restartedAt: await restarted };
}

async function endLoad(load: BackgroundLoad, trial: Trial): Promise<void> {
  const { notes, violations } = await load.end();
  notes.forEach(trial.note);
  violations.forEach(trial.violated);
}

const quantiles = (values: readonly number[]): string =>
  `${[0.5, 0.99, 1].map((share) => Math.round(percentile(values, share) ?? 0)).join(' / ')} ms`;

export const postgresFaults: readonly Fault[] = [
  ...lostCommits.map((fault) => ({ ...fault, group })),
  storm,
  restart,
];
