import type { EventEnvelope } from '@movecall/eventlog';
import type { Sql } from 'postgres';

/** A day of simulated traffic. Its calls have the numbers 1 … `calls`. */
export interface Day {
  readonly start: Date;
  readonly calls: number;
}

/** The ids that all services know, computed in SQL so that none has to be passed on. `kind`: call, attempt, login, mover … */
export const idOf = (kind: string, { start }: Day): string =>
  `md5('${kind} ${start.toISOString()} ' || i)::uuid`;

/** Selects `i`, `id` and `at` of each thing of a kind that happens that day, evenly distributed over it. */
export const each = (kind: string, day: Day, count = day.calls): string => `(
  select i, ${idOf(kind, day)} as id,
    '${day.start.toISOString()}'::timestamptz + (i * interval '1 day' / ${count + 1}) as at
  from generate_series(1, ${count}) as i) as each`;

/** One attempt in ten is withdrawn. */
export const voidAttempts = ({ calls }: Day): number => Math.ceil(calls / 10);

export interface Recorded {
  readonly producer: string;
  readonly type: string;
  /** What the events are about; see `each`. */
  readonly about: string;
  /** How many events there are about each. */
  readonly times: number;
  /** Begins the names of the outbox tables. */
  readonly prefix?: string;
}

/** Records events as a service does, numbered and published, and their sequences. @returns the events, oldest first */
export async function record(
  sql: Sql,
  day: Day,
  { producer, type, about, times, prefix = '' }: Recorded,
  count?: number,
): Promise<{ readonly number: number; readonly event: EventEnvelope }[]> {
  const things = each(about, day, count);
  await sql.unsafe(
    `insert into outbox_sequences (correlation_id, last, at) select id, ${times}, at from ${things}`,
  );
  await sql.unsafe(`insert into ${prefix}relay_state (id) values (1) on conflict do nothing`);
  const events = await sql.unsafe<{ number: number; event: EventEnvelope }[]>(`
    insert into ${prefix}outbox (event, number, stated_at)
    select jsonb_build_object(
        'id', md5('${producer} ${type} ' || id || ' ' || sequence)::uuid, 'type', '${type}', 'version', 1,
        'time', to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'producer', '${producer}',
        'correlationId', id, 'sequence', sequence, 'causationId', null, 'traceparent', null, 'data', '{}'::jsonb),
      (select last_number from ${prefix}relay_state) + row_number() over (order by at, sequence), at
    from ${things} cross join generate_series(1, ${times}) as sequence
    order by at, sequence returning number::int, event`);
  await sql.unsafe(`
    update ${prefix}relay_state set last_number = last_number + ${events.length},
      published = last_number + ${events.length}, finished = last_number + ${events.length}`);
  return events;
}

/** Writes the inbox rows of the events that a consumer has applied. */
export const apply = (sql: Sql, day: Day, { producer, type, about, times }: Recorded, count?: number) =>
  sql.unsafe(`
    insert into inbox (producer, correlation_id, sequence, event_id, type, outcome, at)
    select '${producer}', id, sequence, md5('${producer} ${type} ' || id || ' ' || sequence)::uuid, '${type}', 'APPLIED', at
    from ${each(about, day, count)} cross join generate_series(1, ${times}) as sequence`);
