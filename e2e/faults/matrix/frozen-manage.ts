import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import type { Testbed } from '../testbed.ts';
import { createTimedRequests } from './timed-requests.ts';

/** Too few failures in a row to open the circuit: every request reaches manage. */
const CONCURRENCY = 4;
const GONE_WITHIN_MS = 10_000;

/** One run is one request that is answered "try again" because manage's process is stopped. The process continues afterwards. */
export const frozenManage: Omit<Fault, 'group'> = {
  name: 'manage is stopped during requests (SIGSTOP) and goes on later (SIGCONT)',
  expect:
    '"try again" within 1 s; 10 s after SIGCONT nothing of such an attempt is left anywhere, and nothing appears later',
  runs: { full: 40, quick: 1 },
  p99Ms: GONE_WITHIN_MS,
  async inject(testbed, trial) {
    const { random } = trial;
    const { stack } = testbed.system;
    const timed = createTimedRequests(testbed, trial);
    const refused: string[] = [];
    for (let runs = 0; runs < trial.runs;) {
      const count = Math.min(CONCURRENCY, trial.runs - runs);
      const requests = Array.from({ length: count }, () => testbed.newRequest(random));
      const answered = Promise.all(requests.map(timed.send));
      // The stop strikes at any moment of a request.
      await pause(random.int(0, 150));
      stack.kill('manage', 'SIGSTOP');
      const answers = await answered.finally(() => stack.kill('manage', 'SIGCONT'));
      const since = performance.now();
      const keys = requests.flatMap(({ idempotencyKey }, nth) =>
        answers[nth]?.outcome === 'TRY_AGAIN' ? [idempotencyKey] : [],
      );
      await until(
        'the attempts that were answered "try again" to be gone',
        async () => (await findRemains(testbed, keys)).length === 0 || undefined,
        GONE_WITHIN_MS,
      );
      for (const _ of keys) trial.recovered(performance.now() - since);
      runs += keys.length;
      refused.push(...keys);
      // A success between two rounds keeps the circuit closed.
      await testbed.requestUntilAccepted(testbed.newRequest(random));
    }
    await testbed.system.settle();
    (await findRemains(testbed, refused)).forEach(trial.violated);
    timed.report();
  },
};

/** What is left of attempts that have to be void, one line each; also every attempt whose withdrawal manage has not applied. */
async function findRemains({ system: { sql } }: Testbed, keys: readonly string[]): Promise<string[]> {
  const attempts = await sql.call<{ id: string; status: string }[]>`
    select id, status from attempts where idempotency_key = any(${[...keys]}::text[])`;
  const ids = attempts.map(({ id }) => id);
  const [notWithdrawn, assigned, alerted] = await Promise.all([
    sql.manage<{ id: string }[]>`
      select id from unnest(${ids}::uuid[]) as void (id)
      where id not in (select call_id from tombstones)
        and id not in (select call_id from orders where status = 'CANCELLED')`,
    sql.assign<{ id: string }[]>`
      select call_id as id from assignments where call_id = any(${ids}::uuid[]) and status = 'ACTIVE'`,
    sql.notifier<{ id: string }[]>`
      select correlation_id as id from deliveries
      where correlation_id = any(${ids}::uuid[]) and recipient_id is null`,
  ]);
  return [
    ...attempts
      .filter(({ status }) => status !== 'VOID')
      .map(({ id, status }) => `attempt ${id} is ${status}`),
    ...notWithdrawn.map(({ id }) => `manage has not withdrawn ${id}`),
    ...assigned.map(({ id }) => `a mover is assigned to ${id}, which was withdrawn`),
    ...alerted.map(({ id }) => `there is an alert about ${id}, which was withdrawn`),
  ];
}
