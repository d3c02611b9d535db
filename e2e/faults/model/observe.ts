import { startOfDay } from '@movecall/values/days';
import type { System } from '../../support/system.ts';
import type { Observed, ObservedCall } from './oracle.ts';

/** Reads what there is of a sequence's calls, in each service's own database. */
export async function observe(
  sql: System['sql'],
  of: {
    readonly callIds: readonly string[];
    /** What the sequence's idempotency keys begin with. */
    readonly keys: string;
    readonly days: readonly string[];
    /** The model's names of the sequence's movers, by their ids. */
    readonly movers: ReadonlyMap<string, string>;
  },
): Promise<Observed> {
  const { callIds, keys, days, movers } = of;
  const nameOf = (moverId: string): string => movers.get(moverId) ?? moverId;
  const name = (moverId: string | null): string | null => (moverId === null ? null : nameOf(moverId));
  const [calls, attempts, orders, bookings, messages] = await Promise.all([
    sql.call<(Pick<ObservedCall, 'status' | 'waitingReason' | 'mover' | 'versions'> & { id: string })[]>`
      select id, status, waiting_reason as "waitingReason", mover_id as mover,
        (select array_agg(version order by version) from timeline where call_id = id) as versions
      from calls where id = any(${callIds}::uuid[])`,
    sql.call<{ key: string; count: number }[]>`
      select substr(idempotency_key, ${keys.length + 1}) as key, count(*)::int from attempts
      where starts_with(idempotency_key, ${keys}) and status <> 'VOID' group by idempotency_key`,
    sql.manage<{ callId: string; status: string; mover: string | null }[]>`
      select call_id as "callId", status, mover_id as mover from orders where call_id = any(${callIds}::uuid[])`,
    sql.assign<{ callId: string; mover: string }[]>`
      select call_id as "callId", mover_id as mover from assignments
      where status = 'ACTIVE' and mover_id = any(${[...movers.keys()]}::uuid[])
        and lower(during) = any(${days.map((day) => startOfDay(day).toISOString())}::timestamptz[])`,
    sql.notifier<{ callId: string; template: string; count: number }[]>`
      select correlation_id as "callId", template, count(*)::int from deliveries
      where correlation_id = any(${callIds}::uuid[]) and status = 'DELIVERED' group by 1, 2`,
  ]);
  return {
    calls: new Map(
      calls.map(({ id, mover, ...call }) => {
        const order = orders.find(({ callId }) => callId === id);
        const sent = messages.filter(({ callId }) => callId === id);
        return [
          id,
          {
            ...call,
            mover: name(mover),
            order: order ? { status: order.status, mover: name(order.mover) } : null,
            messages: Object.fromEntries(sent.map(({ template, count }) => [template, count])),
          },
        ];
      }),
    ),
    bookings: bookings.map(({ callId, mover }) => ({ callId, mover: nameOf(mover) })),
    living: new Map(attempts.map(({ key, count }) => [key, count])),
  };
}
