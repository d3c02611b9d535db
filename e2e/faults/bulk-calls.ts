import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import { PATIENCE_MS } from './patience.ts';
import type { Random } from './random.ts';
import { runConcurrently } from './run-concurrently.ts';
import type { Testbed } from './testbed.ts';

export type EndState = 'CONFIRMED' | 'CANCELLED';

/** With more requests at a time, a busy machine answers most of them "try again". */
const CONCURRENCY = 10;

/** Has `count` calls accepted, several at a time, and returns their ids. */
export async function makeCalls(testbed: Testbed, random: Random, count: number): Promise<string[]> {
  const ids: string[] = [];
  await runConcurrently(count, CONCURRENCY, async () => {
    ids.push(await testbed.requestUntilAccepted(testbed.newRequest(random)));
  });
  return ids;
}

export interface WaitForCallsOptions {
  /** Called for each call once it is in its end state. */
  readonly onSettled?: (callId: string) => void;
}

/**
 * Resolves once call, manage and assign all have every call in the end state, and all of its alerts have ended.
 *
 * @throws Error when some calls are not there in time
 */
export async function waitForCalls(
  { system: { sql } }: Testbed,
  ids: readonly string[],
  end: EndState,
  { onSettled = () => undefined }: WaitForCallsOptions = {},
): Promise<void> {
  const open = new Set(ids);
  const poll = async (): Promise<true | undefined> => {
    for (const id of await callsInState(sql, [...open], end)) {
      open.delete(id);
      onSettled(id);
    }
    return open.size === 0 || undefined;
  };
  await until(`${ids.length} calls to be ${end} and their alerts to end`, poll, PATIENCE_MS).catch(
    (error: Error) => {
      const examples = [...open].slice(0, 3).join(', ');
      throw new Error(`${error.message}; ${open.size} calls are missing, for example ${examples}`);
    },
  );
}

interface Row {
  readonly id: string;
}

/** Those of the calls that every service has in the end state: one statement per service, however many calls there are. */
async function callsInState(
  sql: Testbed['system']['sql'],
  ids: readonly string[],
  end: EndState,
): Promise<string[]> {
  const some = [...ids];
  const orderStatus = end === 'CONFIRMED' ? 'ASSIGNED' : end;
  const rows = await Promise.all([
    sql.call<Row[]>`select id from calls where id = any(${some}::uuid[]) and status = ${end}`,
    sql.manage<Row[]>`
      select call_id as id from orders where call_id = any(${some}::uuid[]) and status = ${orderStatus}`,
    sql.assign<Row[]>`
      select call_id as id from requests where call_id = any(${some}::uuid[]) and status = ${orderStatus}`,
    sql.notifier<Row[]>`
      select correlation_id as id from deliveries where correlation_id = any(${some}::uuid[])
      group by correlation_id having count(*) filter (where recipient_id is null) >= 2
        and bool_and(status in ('DELIVERED', 'FAILED', 'SUPERSEDED'))`,
  ]);
  const found = rows.map((of) => new Set(of.map(({ id }) => id)));
  return some.filter((id) => found.every((set) => set.has(id)));
}

/** The fault is injected at most this long after the first request: before any acceptance up to after all confirmations. */
const INJECTED_WITHIN_MS = 150;

/**
 * Injects a fault at a random moment while calls are made.
 *
 * @param inject resolves with the moment of the fault (performance.now)
 * @returns ms from that moment until all calls are confirmed and their alerts have ended
 */
export async function injectDuringCalls(
  testbed: Testbed,
  random: Random,
  calls: number,
  inject: () => Promise<number>,
): Promise<number> {
  const [ids, since] = await Promise.all([
    makeCalls(testbed, random, calls),
    // The random moment is the point of this test.
    pause(random.int(0, INJECTED_WITHIN_MS)).then(inject),
  ]);
  await waitForCalls(testbed, ids, 'CONFIRMED');
  return performance.now() - since;
}
