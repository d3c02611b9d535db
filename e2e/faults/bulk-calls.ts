import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';
import { runConcurrently } from './run-concurrently.ts';
import type { Testbed } from './testbed.ts';

export type EndState = 'CONFIRMED' | 'CANCELLED';

/** More than that at a time, and a busy machine asks most of them to try again. */
const AT_ONCE = 10;

/** Makes so many calls side by side, and answers their ids. */
export async function makeCalls(testbed: Testbed, random: Random, count: number): Promise<string[]> {
  const ids: string[] = [];
  await runConcurrently(
    count,
    AT_ONCE,
    async () => void ids.push(await testbed.requestUntilAccepted(testbed.newRequest(random))),
  );
  return ids;
}

/**
 * Resolves once all calls are so in call, manage and assign, and their customers told; says of each when it is.
 * One look is one statement a service, however many calls there are.
 */
export async function waitForCalls(
  { system: { sql } }: Testbed,
  ids: readonly string[],
  end: EndState,
  { withinMs = 60_000, onSettled: onArrival = () => undefined }: WaitForCallsOptions = {},
): Promise<void> {
  const left = new Set(ids);
  const look = async (): Promise<true | undefined> => {
    const some = [...left];
    const rows = await Promise.all([
      sql.call<Row[]>`select id from calls where id = any(${some}::uuid[]) and status = ${end}`,
      sql.manage<Row[]>`
        select call_id as id from orders
        where call_id = any(${some}::uuid[]) and status = ${end === 'CONFIRMED' ? 'ASSIGNED' : end}`,
      sql.assign<Row[]>`
        select call_id as id from requests
        where call_id = any(${some}::uuid[]) and status = ${end === 'CONFIRMED' ? 'ASSIGNED' : end}`,
      sql.notifier<Row[]>`
        select correlation_id as id from deliveries where correlation_id = any(${some}::uuid[])
        group by correlation_id having count(*) >= 2 and bool_and(status in ('DELIVERED', 'FAILED', 'SUPERSEDED'))`,
    ]);
    const there = rows.map((found) => new Set(found.map(({ id }) => id)));
    for (const id of some) {
      if (!there.every((seen) => seen.has(id))) continue;
      left.delete(id);
      onArrival(id);
    }
    return left.size === 0 || undefined;
  };
  await until(`${ids.length} calls to be ${end} and told of`, look, withinMs).catch((error: Error) => {
    throw new Error(
      `${error.message}; ${left.size} were not, ${[...left].slice(0, 3).join(', ')} among them`,
    );
  });
}

export interface WaitForCallsOptions {
  readonly withinMs?: number;
  readonly onSettled?: (callId: string) => void;
}

interface Row {
  readonly id: string;
}

/** So long after the first call was begun it strikes: from before any is accepted to after all are confirmed. */
const STRIKES_WITHIN_MS = 150;

/**
 * Strikes at a random moment of some calls. Answers how long after the strike, by what it says was its moment, all were confirmed
 * and told.
 */
export async function injectDuringCalls(
  testbed: Testbed,
  random: Random,
  calls: number,
  strike: () => Promise<number>,
): Promise<number> {
  const [ids, since] = await Promise.all([
    makeCalls(testbed, random, calls),
    // The moment is what is left to chance here.
    pause(random.int(0, STRIKES_WITHIN_MS)).then(strike),
  ]);
  await waitForCalls(testbed, ids, 'CONFIRMED');
  return performance.now() - since;
}
