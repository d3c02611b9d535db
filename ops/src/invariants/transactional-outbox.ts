import type { Fragment, ISql } from 'postgres';
import { type Invariant, KEPT, type Row, type Sources } from './invariant.ts';

/** A kind of state change and its event, which share a key. */
interface Pair {
  readonly type: string;
  readonly service: keyof Sources['databases'];
  /** Selects `key` (text) and `at` of the state changes. */
  changes(sql: ISql): Fragment;
  /** Selects `key` of the events. */
  events(sql: ISql): Fragment;
}

const byCorrelationId = (sql: ISql, type: string): Fragment =>
  sql`select event ->> 'correlationId' as key from outbox where event ->> 'type' = ${type}`;
const byAssignment = (sql: ISql, type: string): Fragment =>
  sql`select event -> 'data' ->> 'assignmentId' as key from outbox where event ->> 'type' = ${type}`;
const byAttempt = (sql: ISql, type: string): Fragment =>
  sql`select event -> 'data' ->> 'attemptId' as key from outbox where event ->> 'type' = ${type}`;

const pairs: readonly Pair[] = [
  {
    type: 'MoveCallStatusChanged',
    service: 'call',
    changes: (sql) => sql`select concat_ws(' ', call_id, version, status) as key, at from timeline`,
    events: (sql) => sql`
      select concat_ws(' ', event ->> 'correlationId', event -> 'data' ->> 'version', event -> 'data' ->> 'status') as key
      from outbox where event ->> 'type' = 'MoveCallStatusChanged'`,
  },
  {
    type: 'CallCancelled',
    service: 'call',
    changes: (sql) => sql`select id::text as key, updated_at as at from calls where status = 'CANCELLED'`,
    events: (sql) => byCorrelationId(sql, 'CallCancelled'),
  },
  {
    type: 'CallWithdrawn',
    service: 'call',
    changes: (sql) => sql`select id::text as key, settled_at as at from attempts where status = 'VOID'`,
    events: (sql) => byCorrelationId(sql, 'CallWithdrawn'),
  },
  {
    type: 'AssignmentRequested',
    service: 'manage',
    changes: (sql) => sql`select call_id::text as key, requested_at as at from orders`,
    events: (sql) => byCorrelationId(sql, 'AssignmentRequested'),
  },
  {
    type: 'AssignmentCancelRequested',
    service: 'manage',
    changes: (sql) =>
      sql`select call_id::text as key, updated_at as at from orders where status = 'CANCELLED'`,
    events: (sql) => byCorrelationId(sql, 'AssignmentCancelRequested'),
  },
  {
    type: 'OrderRescheduled',
    service: 'manage',
    changes: (sql) =>
      sql`select id::text as key, settled_at as at from reschedules where status = 'COMMITTED'`,
    events: (sql) => byAttempt(sql, 'OrderRescheduled'),
  },
  {
    type: 'RescheduleWithdrawn',
    service: 'manage',
    changes: (sql) => sql`select id::text as key, settled_at as at from reschedules where status = 'VOID'`,
    events: (sql) => byAttempt(sql, 'RescheduleWithdrawn'),
  },
  {
    type: 'ContractMade',
    service: 'manage',
    changes: (sql) => sql`
      select concat_ws(' ', call_id, version) as key, announced_at as at from contracts where announced_at is not null`,
    events: (sql) => sql`
      select concat_ws(' ', event -> 'data' ->> 'callId', event -> 'data' ->> 'version') as key
      from message_outbox where event ->> 'type' = 'ContractMade'`,
  },
  {
    type: 'AssignmentCompleted',
    service: 'assign',
    changes: (sql) => sql`select id::text as key, assigned_at as at from assignments`,
    // A team that keeps a call at another time has one more event for the same assignment.
    events: (sql) => sql`
      select event -> 'data' ->> 'assignmentId' as key from outbox completed
      where event ->> 'type' = 'AssignmentCompleted' and not (event -> 'data' ? 'rescheduled' and exists (
        select from outbox earlier where earlier.event ->> 'type' = 'AssignmentCompleted'
          and earlier.event -> 'data' -> 'assignmentId' = completed.event -> 'data' -> 'assignmentId'
          and earlier.position < completed.position))`,
  },
  {
    type: 'AssignmentCancelled',
    service: 'assign',
    changes: (sql) =>
      sql`select id::text as key, released_at as at from assignments where status = 'RELEASED'`,
    events: (sql) => byAssignment(sql, 'AssignmentCancelled'),
  },
  {
    type: 'AlertSettled',
    service: 'notifier',
    changes: (sql) => sql`
      select concat_ws(' ', id, status) as key, since as at from deliveries
      where status in ('DELIVERED', 'FAILED', 'SUPERSEDED') and template not in ('LOGIN_CODE', 'QUOTE_READY', 'JOBS_AT_RISK')`,
    // A delivery that failed and was delivered after all has two events; the last one counts.
    events: (sql) => sql`
      select distinct on (event -> 'data' ->> 'deliveryId')
        concat_ws(' ', event -> 'data' ->> 'deliveryId', event -> 'data' ->> 'outcome') as key
      from outbox where event ->> 'type' = 'AlertSettled'
      order by event -> 'data' ->> 'deliveryId', position desc`,
  },
];

const unpaired = async ({ databases }: Sources, pair: Pair): Promise<readonly Row[]> => {
  const sql = databases[pair.service];
  return sql<Row[]>`
    select ${pair.type} as event_type, coalesce(change.key, event.key) as key,
      change.key is not null as changed, coalesce(event.count, 0) as events
    from (${pair.changes(sql)}) as change
    full join (select key, count(*)::int as count from (${pair.events(sql)}) as events group by key) as event
      on event.key = change.key
    where change.key is null or event.count > 1
      or (event.key is null and change.at > now() - ${KEPT}::interval)`;
};

/** State and outbox are written in one transaction, so there is never one without the other. */
export const transactionalOutbox: readonly Invariant[] = [
  {
    invariant: 'a state change and its event are committed together',
    what: 'Each state change has exactly one event in the outbox, and each event has its state change.',
    find: async (sources) => (await Promise.all(pairs.map((pair) => unpaired(sources, pair)))).flat(),
  },
];
