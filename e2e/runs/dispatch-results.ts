import { until } from '@movecall/service/until';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '@movecall/testkit/statistics';
import type { Backlog } from './backlog.ts';
import type { DispatchSystem } from './dispatch-system.ts';

/** Looking is work for the database that is looked at, ms. */
const LOOK_EVERY_MS = 250;

/** Resolves once assign has dealt with so many of manage's events. */
export const waitUntilConsumed = (
  { sql: { assign } }: DispatchSystem,
  events: number,
  withinMs = 900_000,
): Promise<true> =>
  until(
    `assign to deal with ${events} events`,
    async () => {
      const [row] = await assign<{ count: number }[]>`select count(*)::int as count from inbox`;
      if ((row?.count ?? 0) >= events) return true;
      await pause(LOOK_EVERY_MS);
      return undefined;
    },
    withinMs,
  );

/** Resolves once manage has heard of all that assign has decided. */
export const waitUntilManageConsumed = ({ sql: { manage, assign } }: DispatchSystem): Promise<true> =>
  until(
    'manage to hear of every assignment',
    async () => {
      const [stated] = await assign<{ count: number }[]>`
        select count(*)::int as count from outbox where event ->> 'type' like 'Assignment%'`;
      const [heard] = await manage<{ count: number }[]>`
        select count(*)::int as count from inbox where producer = 'assign' and type like 'Assignment%'`;
      return stated?.count === heard?.count || undefined;
    },
    300_000,
  );

/** What does not hold of a backlog that has been dealt with, in a line each. */
export async function findDispatchErrors(
  { sql: { manage, assign } }: DispatchSystem,
  backlog: Backlog,
): Promise<string[]> {
  const { calls, cancelled } = backlog;
  const kept = calls.filter((id) => !cancelled.includes(id));
  const found = await Promise.all([
    assign`select 'a dead letter' as wrong, id::text from dead_letters`,
    manage`select 'a dead letter of manage' as wrong, id::text from dead_letters`,
    assign`
      select 'an event was skipped, or applied before its predecessor' as wrong, correlation_id::text as id from inbox
      group by correlation_id, producer
      having count(*) <> max(sequence) or array_agg(sequence order by at, sequence) <> array_agg(sequence order by sequence)`,
    assign`
      select 'a call has not one mover' as wrong, kept.id::text
      from unnest(${kept}::uuid[]) as kept (id)
      left join assignments on call_id = kept.id and status = 'ACTIVE'
      group by kept.id having count(call_id) <> 1`,
    assign`
      select 'a cancelled call has a mover' as wrong, cancelled.id::text
      from unnest(${[...cancelled]}::uuid[]) as cancelled (id)
      join assignments on call_id = cancelled.id and status = 'ACTIVE'`,
    assign`
      select 'a mover has two calls on a day' as wrong, mover_id::text as id from assignments
      where status = 'ACTIVE' group by mover_id, during having count(*) > 1`,
    assign`
      select 'a call was assigned more than once' as wrong, call_id::text as id from assignments
      group by call_id having count(*) > 1`,
    manage`
      select 'manage says something else' as wrong, call_id::text as id from orders
      where status <> case when call_id = any(${[...cancelled]}::uuid[]) then 'CANCELLED' else 'ASSIGNED' end`,
  ]);
  return found.flat().map(({ wrong, id }) => `${String(wrong)}: ${String(id)}`);
}

export interface ServingOrder {
  /** By how many places a request was served earlier or later than it came. */
  readonly displacement: {
    readonly p50: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
  /** Requests that were served after a later one for the same day: only of those could it take the mover. */
  readonly overtaken: number;
}

/** How far the order in which requests were served is from that in which manage stated them. */
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
  const came = new Map(stated.map(({ id }, place) => [id, place]));
  const places: number[] = [];
  const latestOfDay = new Map<string, number>();
  let overtaken = 0;
  served.forEach(({ id, day }, place) => {
    const cameAt = came.get(id) ?? 0;
    places.push(Math.abs(place - cameAt));
    const latest = latestOfDay.get(day) ?? -1;
    if (cameAt < latest) overtaken += 1;
    latestOfDay.set(day, Math.max(latest, cameAt));
  });
  return {
    displacement: { p50: percentile(places, 0.5), p99: percentile(places, 0.99), max: percentile(places, 1) },
    overtaken,
  };
}
