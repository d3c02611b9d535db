import { openDatabase } from '@movecall/database';
import { until } from '@movecall/service/until';
import { unwatched } from '@movecall/telemetry/liveness';
import { createLogger } from '@movecall/telemetry/logger';
import { sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { TimerOptions } from '../src/timers/timer-runner.ts';
import { startTimers } from '../src/timers/timer-runner.ts';
import { setTimers } from '../src/timers/timer-store.ts';
import { aRequest, times } from './fixtures.ts';
import { createAssign, requestStatus } from './harness.ts';

/** A database with what timers need, and a note of each timer that is fired, in the transaction that fires it. */
async function createTimers() {
  const assign = await createAssign();
  onTestFinished(() => assign.close());
  const database = await openDatabase({
    url: assign.config.databaseUrl,
    applicationName: 'timer tests',
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
    connections: { commands: 4, reads: 2, background: 8 },
  });
  onTestFinished(() => database.close());
  await assign.sql`create table fired (key uuid not null)`;
  const options: TimerOptions = {
    ...database.background,
    now: () => new Date(),
    fire: async (tx, { key }) => void (await tx.execute(sql`insert into fired (key) values (${key})`)),
    logger: createLogger('assign', 'silent'),
    liveness: unwatched,
  };
  const set = async (dueInMs: number): Promise<string> => {
    const key = randomUUID();
    const dueAt = new Date(Date.now() + dueInMs);
    await database.db.transaction((tx) => setTimers(tx, [{ kind: 'OFFER_ENDS', key, dueAt }], new Date()));
    return key;
  };
  const firedKeys = async () =>
    (await assign.sql<{ key: string }[]>`select key from fired`).map(({ key }) => key);
  const allFired = () =>
    until('all timers to be fired', async () => {
      const [left] = await assign.sql<{ timers: number }[]>`select count(*)::int as timers from timers`;
      return left?.timers === 0 ? true : undefined;
    });
  return { assign, options, set, firedKeys, allFired };
}

test('each timer is fired once, while two replicas start and stop fifty times', async () => {
  const { options, set, firedKeys, allFired } = await createTimers();
  const keys: string[] = [];
  for (let round = 0; round < 50; round++) {
    const replicas = await Promise.all(times(2, () => startTimers(options)));
    keys.push(...(await Promise.all([set(0), set(2), set(10), set(50)])));
    await Promise.all(replicas.map((replica) => replica.close()));
  }
  const last = await startTimers(options);
  await allFired();
  await last.close();
  expect((await firedKeys()).toSorted()).toEqual(keys.toSorted());
});

test('a timer that fails stands in the way of no other, and is tried again later', async () => {
  const { options, set, assign, firedKeys } = await createTimers();
  const [bad, good] = [await set(0), await set(5)];
  const timers = await startTimers({
    ...options,
    async fire(tx, timer) {
      await options.fire(tx, timer);
      if (timer.key === bad) throw new Error('it does not work');
    },
  });
  await until('the good one to be fired', async () => (await firedKeys()).includes(good) || undefined);
  await timers.close();
  expect(await firedKeys()).toEqual([good]);
  const [left] = await assign.sql<
    { later: boolean }[]
  >`select due_at > now() as later from timers where key = ${bad}`;
  expect(left).toEqual({ later: true });
});

test('the service ends an offer that nobody answers', async () => {
  const assign = await createAssign();
  onTestFinished(() => assign.close());
  const { id: companyId } = await assign.registerCompany({ dispatchMode: 'OFFER' });
  await assign.register({ companyId });
  const asked = aRequest();
  // The clock of the service stands at the beginning of the tests: the offer is a quarter of an hour old by then.
  assign.setNow(new Date('2026-11-22T02:45:00Z'));
  await assign.request(asked);
  await assign.start();
  await until('the call to wait', async () => {
    return (await requestStatus(assign, asked.callId)) === 'WAITING' ? true : undefined;
  });
  const [row] = await assign.sql`select released_cause from assignments where call_id = ${asked.callId}`;
  expect(row).toEqual({ released_cause: 'EXPIRED' });
});
