import type { System } from '../../support/system.ts';
import type { Observed, ObservedCall } from './oracle.ts';

export interface Scope {
  readonly callIds: readonly string[];
  /** The prefix of the sequence's idempotency keys. */
  readonly keys: string;
  /** YYYY-MM-DD */
  readonly days: readonly string[];
  /** The model's names of the sequence's movers, by mover id. */
  readonly movers: ReadonlyMap<string, string>;
}

/** Reads what each service's own database holds about one sequence's calls. */
export async function observe(sql: System['sql'], scope: Scope): Promise<Observed> {
  const { calls, attempts, orders, contracts, bookings, messages } = await readRows(sql, scope);
  const nameOf = (moverId: string): string => scope.movers.get(moverId) ?? moverId;
  const name = (moverId: string | null): string | null => (moverId === null ? null : nameOf(moverId));
  return {
    calls: new Map(
      calls.map(({ id, mover, ...call }): [string, ObservedCall] => {
        const order = orders.find(({ callId }) => callId === id);
        const contract = contracts.find(({ callId }) => callId === id);
        const sent = messages.filter(({ callId }) => callId === id);
        return [
          id,
          {
            ...call,
            mover: name(mover),
            order: order ? { status: order.status, mover: name(order.mover) } : null,
            contract: contract ? (contract.isComplete ? 'COMPLETE' : 'OPEN') : null,
            messages: Object.fromEntries(sent.map(({ template, count }) => [template, count])),
          },
        ];
      }),
    ),
    bookings: bookings.map(({ callId, mover }) => ({ callId, mover: nameOf(mover) })),
    living: new Map(attempts.map(({ key, count }) => [key, count])),
  };
}

type CallRow = Pick<ObservedCall, 'status' | 'waitingReason' | 'mover' | 'versions' | 'confirmations'> & {
  id: string;
};

async function readRows(sql: System['sql'], { callIds, keys, days, movers }: Scope) {
  const ids = [...callIds];
  const [calls, attempts, orders, contracts, bookings, messages] = await Promise.all([
    sql.call<CallRow[]>`
      select id, status, waiting_reason as "waitingReason", mover_id as mover,
        (select array_agg(version order by version) from timeline where call_id = id) as versions,
        (select count(*)::int from timeline where call_id = id and status = 'CONFIRMED') as confirmations
      from calls where id = any(${ids}::uuid[])`,
    sql.call<{ key: string; count: number }[]>`
      select substr(idempotency_key, ${keys.length + 1}) as key, count(*)::int from attempts
      where starts_with(idempotency_key, ${keys}) and status <> 'VOID' group by idempotency_key`,
    sql.manage<{ callId: string; status: string; mover: string | null }[]>`
      select call_id as "callId", status, mover_id as mover from orders where call_id = any(${ids}::uuid[])`,
    sql.manage<{ callId: string; isComplete: boolean }[]>`
      select call_id as "callId", bool_and(company is not null) as "isComplete" from contracts
      where call_id = any(${ids}::uuid[]) group by call_id`,
    sql.assign<{ callId: string; mover: string }[]>`
      select call_id as "callId", mover_id as mover from assignments
      where status = 'ACTIVE' and mover_id = any(${[...movers.keys()]}::uuid[])
        and (lower(during) at time zone 'Asia/Seoul')::date = any(${[...days]}::date[])`,
    sql.notifier<{ callId: string; template: string; count: number }[]>`
      select correlation_id as "callId", template, count(*)::int from deliveries
      where correlation_id = any(${ids}::uuid[]) and status = 'DELIVERED' group by 1, 2`,
  ]);
  return { calls, attempts, orders, contracts, bookings, messages };
}
