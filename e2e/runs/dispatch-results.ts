import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '@movecall/testkit/statistics';
import type { Backlog } from './backlog.ts';
import type { DispatchSystem } from './dispatch-system.ts';

/** The pause between two polls, ms. Each poll costs the measured database some work. */
const POLL_EVERY_MS = 250;

/** Resolves once assign has consumed this many of manage's events. */
export const waitUntilConsumed = (
  { sql: { assign } }: DispatchSystem,
  events: number,
  withinMs = 900_000,
): Promise<true> =>
  until(
    `assign to consume ${events} events`,
    async () => {
      const [row] = await assign<{ count: number }[]>`select count(*)::int as count from inbox`;
      if ((row?.count ?? 0) >= events) return true;
      await pause(POLL_EVERY_MS);
      return undefined;
    },
    withinMs,
  );

/** Resolves once manage has consumed all of assign's events about assignments. */
export const waitUntilManageConsumed = ({ sql: { manage, assign } }: DispatchSystem): Promise<true> =>
  until(
    'manage to consume every assignment',
    async () => {
      const [stated] = await assign<{ count: number }[]>`
        select count(*)::int as count from outbox where event ->> 'type' like 'Assignment%'`;
      const [consumed] = await manage<{ count: number }[]>`
        select count(*)::int as count from inbox where producer = 'assign' and type like 'Assignment%'`;
      return stated?.count === consumed?.count || undefined;
    },
    300_000,
  );

/** The errors in the result of a consumed backlog, one line each. */
export async function findDispatchErrors(
  { sql: { manage, assign } }: DispatchSystem,
  backlog: Backlog,
): Promise<string[]> {
  const { calls, cancelled } = backlog;
  const kept = calls.filter((id) => !cancelled.includes(id));
  const found = await Promise.all([
    assign`select 'a dead letter of assign' as error, id::text from dead_letters`,
    manage`select 'a dead letter of manage' as error, id::text from dead_letters`,
    assign`
      select 'an event was skipped, or applied before its predecessor' as error, correlation_id::text as id from inbox
      group by correlation_id, producer
      having count(*) <> max(sequence) or array_agg(sequence order by at, sequence) <> array_agg(sequence order by sequence)`,
    assign`
      select 'a call does not have exactly one mover' as error, kept.id::text
      from unnest(${kept}::uuid[]) as kept (id)
      left join assignments on call_id = kept.id and status = 'ACTIVE'
      group by kept.id having count(call_id) <> 1`,
    assign`
      select 'a cancelled call has a mover' as error, cancelled.id::text
      from unnest(${[...cancelled]}::uuid[]) as cancelled (id)
      join assignments on call_id = cancelled.id and status = 'ACTIVE'`,
    assign`
      select 'a mover has two calls on a day' as error, mover_id::text as id from assignments
      where status = 'ACTIVE' group by mover_id, during having count(*) > 1`,
    assign`
      select 'a call was assigned more than once' as error, call_id::text as id from assignments
      group by call_id having count(*) > 1`,
    manage`
      select 'manage has another status for the order' as error, call_id::text as id from orders
      where status <> case when call_id = any(${[...cancelled]}::uuid[]) then 'CANCELLED' else 'ASSIGNED' end`,
  ]);
  return found.flat().map(({ error, id }) => `${String(error)}: ${String(id)}`);
}

export interface ServingOrder {
  /** The distance between a request's place in manage's order and the place in which assign served it. */
  readonly displacement: {
    readonly p50: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
  /** Requests that were served after a later one for the same day. The later one may have received their mover. */
  readonly overtaken: number;
}

/** Compares the order in which assign served the requests with the order in which manage stated them. */
export async function measureServingOrder({
  sql: { manage, assign },
}: DispatchSystem): Promise<ServingOrder> {
  const [stated, served] = await Promise.all([
    manage<{ id: string }[]>`
      select event ->> 'correlationId' as id from outbox
      where event ->> 'type' = 'AssignmentRequested' order by number`,
    assign<{ id: string; day: string }[]>`
      select call_id as id, moving_on::text as day from requests order by position`,
  ]);
  const statedAt = new Map(stated.map(({ id }, place) => [id, place]));
  const displacements: number[] = [];
  const latestOfDay = new Map<string, number>();
  let overtaken = 0;
  served.forEach(({ id, day }, place) => {
    const at = statedAt.get(id) ?? 0;
    displacements.push(Math.abs(place - at));
    const latest = latestOfDay.get(day) ?? -1;
    if (at < latest) overtaken += 1;
    latestOfDay.set(day, Math.max(latest, at));
  });
  const [p50 = null, p99 = null, max = null] = [0.5, 0.99, 1].map((share) =>
    percentile(displacements, share),
  );
  return { displacement: { p50, p99, max }, overtaken };
}
