import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Trial } from '../fault.ts';
import { endedServices, servicePids, startBackgroundLoad } from '../background-load.ts';
import type { Random } from '../random.ts';
import { percentile } from '@movecall/testkit/statistics';
import { type Stateful, stateful } from '../stateful-services.ts';
import type { Testbed } from '../testbed.ts';

const group = 'Postgres';

/** As the server ends its answer to it. */
const COMMITTED = 'COMMIT\0';
const PATIENCE_MS = 60_000;

/** Resolves with the moment at which the answer to a transaction's COMMIT got lost. */
async function loseCommit(testbed: Testbed, service: Stateful, sent: string): Promise<number> {
  const waiting = new AbortController();
  const lost = testbed.postgresLine[service]
    .loseReply({ sent, answer: COMMITTED })
    .then(() => performance.now());
  const late = pause(PATIENCE_MS, null, { signal: waiting.signal }).catch(() => null);
  const at = await Promise.race([lost, late]);
  waiting.abort();
  if (at === null) throw new Error(`${service} did not commit ${sent}`);
  return at;
}

/** What customers were told first, before they asked again. */
function createAnswers() {
  const first = { ACCEPTED: 0, TRY_AGAIN: 0, NOTHING: 0 };
  return {
    count: (told: keyof typeof first): void => void (first[told] += 1),
    note: (trial: Trial): void =>
      trial.note(
        `first answers: ${first.ACCEPTED} accepted, ${first.TRY_AGAIN} try again, ${first.NOTHING} an error`,
      ),
  };
}

const acceptance: Fault = {
  name: "the reply to the COMMIT of call's acceptance is lost",
  group,
  expect: 'asking again with the same key answers the same call; it is confirmed',
  runs: { full: 200, quick: 1 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const answers = createAnswers();
    const calls = new Set<string>();
    for (let run = 0; run < trial.runs; run += 1) {
      const asked = testbed.newRequest(trial.random);
      const lost = loseCommit(testbed, 'call', 'insert into "calls"');
      const [since, callId] = await Promise.all([
        lost,
        testbed.request(asked).then((first) => {
          answers.count(first.outcome);
          // Of two calls for one key the promises tell.
          return testbed.requestUntilAccepted(asked);
        }),
      ]);
      trial.recovered(performance.now() - since);
      calls.add(callId);
    }
    await Promise.all([...calls].map((callId) => testbed.waitForStatus(callId, 'CONFIRMED')));
    answers.note(trial);
  },
};

const attempt: Fault = {
  name: "the reply to the COMMIT of call's attempt is lost",
  group,
  expect: 'who asks again with the same key withdraws the attempt that hangs, and is accepted the next time',
  runs: { full: 60, quick: 1 },
  // A repeated request waits for a second before it withdraws the first; the sweeper does it after 5 s.
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const answers = createAnswers();
    async function run(): Promise<void> {
      const asked = testbed.newRequest(trial.random);
      // Where its key is first written down.
      const lost = loseCommit(testbed, 'call', asked.idempotencyKey);
      const [since] = await Promise.all([
        lost,
        testbed.request(asked).then((first) => {
          answers.count(first.outcome);
          return testbed.requestUntilAccepted(asked);
        }),
      ]);
      trial.recovered(performance.now() - since);
    }
    // Most of it is waiting for an attempt that nobody works on any more: side by side.
    for (let done = 0; done < trial.runs; done += SIDE_BY_SIDE) {
      await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, trial.runs - done) }, run));
    }
    answers.note(trial);
  },
};
const SIDE_BY_SIDE = 10;

const order: Fault = {
  name: "the reply to the COMMIT of manage's order is lost",
  group,
  expect: 'the customer is told to try again and nothing of it lives; asking again is a call of its own',
  runs: { full: 60, quick: 1 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    const answers = createAnswers();
    for (let run = 0; run < trial.runs; run += 1) {
      const asked = testbed.newRequest(trial.random);
      const lost = loseCommit(testbed, 'manage', 'insert into "orders"');
      const [since, first] = await Promise.all([lost, testbed.request(asked)]);
      answers.count(first.outcome);
      if (first.outcome !== 'TRY_AGAIN') trial.violated(`the customer was told ${first.outcome}`);
      await testbed.waitForStatus(await testbed.requestUntilAccepted(asked), 'CONFIRMED');
      trial.recovered(performance.now() - since);
    }
    answers.note(trial);
  },
};

/** An event's effect is committed and its consumer does not hear of it: it comes again, and has no second effect. */
const effects: readonly Fault[] = (
  [
    { service: 'assign', what: 'assignment', sent: 'insert into "assignments"' },
    { service: 'notifier', what: 'delivery', sent: 'insert into "deliveries"' },
    { service: 'call', what: 'confirmation', sent: 'update "calls"' },
    { service: 'manage', what: 'assigned order', sent: 'update "orders"' },
  ] as const
).map(({ service, what, sent }): Fault => ({
  name: `the reply to the COMMIT of ${service}'s ${what} is lost`,
  group,
  expect: 'the event comes again and has no second effect; the customer is told once',
  runs: { full: 60, quick: 1 },
  p99Ms: 10_000,
  async inject(testbed, trial) {
    for (let run = 0; run < trial.runs; run += 1) {
      const lost = loseCommit(testbed, service, sent);
      const [since, callId] = await Promise.all([
        lost,
        testbed.requestUntilAccepted(testbed.newRequest(trial.random)),
      ]);
      await testbed.waitForStatus(callId, 'CONFIRMED');
      trial.recovered(performance.now() - since);
      await testbed.waitForAlerts(callId);
    }
  },
}));

const storm: Fault = {
  name: 'a backend is terminated under load',
  group,
  expect: 'every request is answered, no process ends, nothing is lost and nothing half done',
  runs: { full: 2_000, quick: 30 },
  p99Ms: null,
  async inject(testbed, trial) {
    const { random } = trial;
    const before = servicePids(testbed);
    let open: number[] = [];
    const load = startBackgroundLoad(testbed, random, {
      customers: 12,
      pauseMs: 50,
      // A kill is over with the first request that was made after it and accepted.
      onAccepted(madeAt, answeredAt) {
        for (const killedAt of open) if (killedAt <= madeAt) trial.recovered(answeredAt - killedAt);
        open = open.filter((killedAt) => killedAt > madeAt);
      },
    });
    const kills: Record<Stateful, number> = { call: 0, manage: 0, assign: 0, notifier: 0 };
    const since = performance.now();
    try {
      for (let killed = 0; killed < trial.runs;) {
        // The storm's own pace, as irregular as it is to be.
        await pause(random.int(10, 30));
        const service = random.pick(stateful);
        if (!(await terminateOne(testbed, service, random))) continue;
        kills[service] += 1;
        killed += 1;
        open.push(performance.now());
      }
      const seconds = (performance.now() - since) / 1000;
      await until('a call to be accepted after the last kill', async () => open.length === 0 || undefined);
      trial.note(
        `${trial.runs} kills in ${seconds.toFixed(0)} s: ${stateful.map((name) => `${name} ${kills[name]}`).join(', ')}`,
      );
    } finally {
      const { notes, violations } = await load.end();
      notes.forEach(trial.note);
      violations.forEach(trial.violated);
    }
    endedServices(before, testbed).forEach(trial.violated);
    await Promise.all(stateful.map((service) => testbed.waitUntilReady(service)));
  },
};

/** @returns false when the service has no connection at the moment. */
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
  expect: 'a new call is confirmed within 5 s of the stop, the start of Postgres included; no process ends',
  runs: { full: 50, quick: 1 },
  p99Ms: 5_000,
  async inject(testbed, trial) {
    const before = servicePids(testbed);
    const { stack } = testbed.system;
    const load = startBackgroundLoad(testbed, trial.random, { customers: 2, pauseMs: 300 });
    const restarts: number[] = [];
    const afterwards: number[] = [];
    try {
      for (let run = 0; run < trial.runs; run += 1) {
        // At any moment of what the load does.
        await pause(trial.random.int(0, 100));
        // Its supervisor names another process once that takes connections.
        const restarted = testbed.waitForExit('postgres');
        const since = performance.now();
        stack.kill('postgres', 'SIGQUIT');
        const restartedAt = await restarted;
        await testbed.waitForStatus(
          await testbed.requestUntilAccepted(testbed.newRequest(trial.random)),
          'CONFIRMED',
        );
        const now = performance.now();
        trial.recovered(now - since);
        restarts.push(restartedAt - since);
        afterwards.push(now - restartedAt);
        await Promise.all(stateful.map((service) => testbed.waitUntilReady(service)));
      }
    } finally {
      const { notes, violations } = await load.end();
      notes.forEach(trial.note);
      violations.forEach(trial.violated);
    }
    trial.note(
      `of that Postgres' own end and start took ${inShort(restarts)}, what followed ${inShort(afterwards)} (p50 / p99 / max)`,
    );
    endedServices(before, testbed).forEach(trial.violated);
  },
};

const inShort = (values: readonly number[]): string =>
  `${[0.5, 0.99, 1].map((share) => Math.round(percentile(values, share) ?? 0)).join(' / ')} ms`;

export const postgresFaults: readonly Fault[] = [acceptance, attempt, order, ...effects, storm, restart];
