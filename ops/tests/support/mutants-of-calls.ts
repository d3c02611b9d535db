import { randomUUID } from 'node:crypto';
import type { ISql } from 'postgres';
import type { Mutant } from './mutants.ts';

/** Hides an event by giving it another type, so that the outbox has no gap. */
export const relabelEvent = (sql: ISql, type: string, correlationId: string) => sql`
  update outbox set event = event || '{"type": "SomethingElse"}'
  where event ->> 'type' = ${type} and event ->> 'correlationId' = ${correlationId}`;

const longAgo = new Date('2025-01-01T00:00:00Z');

/** Mutants of attempts, calls, orders and assignments. */
export const callMutants: readonly Mutant[] = [
  {
    breaks: 'an accepted attempt has a call',
    when: 'an accepted attempt and its order have no call',
    async mutate({ sql: { call, manage } }, { confirmed }) {
      const id = randomUUID();
      await call`
        insert into attempts (id, status, caller_id, owner_id, fingerprint, created_at, deadline, settled_at)
        select ${id}, 'ACCEPTED', caller_id, owner_id, fingerprint, created_at, deadline, settled_at
        from attempts where id = ${confirmed}`;
      await manage`
        insert into orders (call_id, owner_id, status, move_type, location, moving_on, cost, requested_at, updated_at)
        select ${id}, owner_id, 'WAITING', move_type, location, moving_on, cost, ${longAgo}, ${longAgo}
        from orders where call_id = ${confirmed}`;
    },
  },
  {
    breaks: 'one call per idempotency key',
    when: 'two calls of a caller have the same idempotency key',
    async mutate({ sql: { call } }, { confirmed, waiting }) {
      await call`drop index attempts_idempotency`;
      await call`update attempts set idempotency_key = 'key' where id in (${confirmed}, ${waiting})`;
    },
  },
  {
    breaks: 'every attempt is settled',
    when: 'an attempt is still pending long after its deadline',
    mutate: ({ sql: { call } }, { confirmed }) => call`
      insert into attempts (id, status, caller_id, owner_id, fingerprint, created_at, deadline)
      select ${randomUUID()}, 'PENDING', caller_id, owner_id, fingerprint, created_at, ${longAgo}
      from attempts where id = ${confirmed}`,
  },
  {
    breaks: ['one active assignment', 'an assignment takes the time of its request'],
    when: 'a call has two active assignments',
    async mutate({ sql: { assign } }, { confirmed }) {
      await assign`drop index assignments_one_held`;
      await assign`alter table bookings drop constraint bookings_call_id_unique`;
      await assign`
        insert into assignments (id, call_id, owner_id, mover_id, during, status, distance_meters, assigned_at)
        select ${randomUUID()}, call_id, owner_id, mover_id, '[2025-01-01, 2025-01-02)', status, 1, ${longAgo}
        from assignments where call_id = ${confirmed}`;
    },
  },
  {
    breaks: ['no double booking', 'an assignment takes the time of its request'],
    when: 'a mover has two calls on the same day',
    async mutate({ sql: { assign } }, { confirmed, alsoConfirmed }) {
      await assign`alter table bookings drop constraint bookings_no_double_booking`;
      await assign`
        update assignments set during = (select during from assignments where call_id = ${confirmed})
        where call_id = ${alsoConfirmed}`;
    },
  },
  {
    breaks: 'an active assignment has its booking',
    when: 'the booking of a job is missing',
    mutate: ({ sql: { assign } }, { confirmed }) => assign`delete from bookings where call_id = ${confirmed}`,
  },
  {
    breaks: 'a team is waited for',
    when: 'a timer waits for the arrival of a team that has no job',
    mutate: ({ sql: { assign } }) => assign`
      insert into timers (kind, key, due_at) values ('ARRIVAL_OVERDUE', gen_random_uuid(), '2036-01-01T08:30+09:00')`,
  },
  {
    breaks: 'an assigned request has an active assignment',
    when: 'a cancelled request has an active assignment',
    mutate: ({ sql: { assign } }, { confirmed }) =>
      assign`update requests set status = 'CANCELLED', owner_tel = null where call_id = ${confirmed}`,
  },
  {
    breaks: ['one active assignment', 'an assigned request has an active assignment'],
    when: 'a call that has a mover is offered to another one',
    async mutate({ sql: { assign } }, { confirmed }) {
      await assign`drop index assignments_one_held`;
      await assign`alter table bookings drop constraint bookings_call_id_unique`;
      await assign`
        insert into assignments (id, call_id, owner_id, mover_id, during, status, distance_meters, assigned_at, expires_at)
        select ${randomUUID()}, call_id, owner_id, mover_id, '[2025-01-01, 2025-01-02)', 'OFFERED', 1, ${longAgo}, ${longAgo}
        from assignments where call_id = ${confirmed}`;
    },
  },
  {
    breaks: ['an active assignment has its booking', 'a confirmed call is confirmed in all services'],
    when: 'an offer holds no time of its mover',
    async mutate({ sql: { assign } }, { confirmed }) {
      await assign`update assignments set status = 'OFFERED', expires_at = ${longAgo} where call_id = ${confirmed}`;
      await assign`update requests set status = 'OFFERED' where call_id = ${confirmed}`;
      await assign`delete from bookings where call_id = ${confirmed}`;
    },
  },
  {
    breaks: ['an assigned request has an active assignment', 'a waiting call has a reason'],
    when: 'an offered request has no offer',
    mutate: ({ sql: { assign } }, { waiting }) =>
      assign`update requests set status = 'OFFERED', waiting_reason = null where call_id = ${waiting}`,
  },
  {
    breaks: 'a waiting call has a reason',
    when: 'a call waits for an answer, and nobody was asked',
    async mutate({ sql: { call } }, { waiting }) {
      await call`update calls set waiting_reason = 'OFFERED' where id = ${waiting}`;
      await call`update timeline set waiting_reason = 'OFFERED' where call_id = ${waiting} and waiting_reason is not null`;
    },
  },
  {
    breaks: 'call versions have no gaps',
    when: "a call's version is not in its timeline",
    mutate: ({ sql: { call } }, { confirmed }) =>
      call`update calls set version = version + 1 where id = ${confirmed}`,
  },
  {
    breaks: 'call versions have no gaps',
    when: 'a version in the middle of a timeline is missing',
    async mutate({ sql: { call } }, { confirmed }) {
      await call`delete from timeline where call_id = ${confirmed} and version = 2`;
      await call`
        update outbox set event = event || '{"type": "SomethingElse"}'
        where event ->> 'correlationId' = ${confirmed} and event -> 'data' ->> 'version' = '2'`;
    },
  },
  {
    breaks: 'the timeline ends with the call',
    when: 'a call has another waiting reason than its timeline',
    mutate: ({ sql: { call } }, { waiting }) =>
      call`update calls set waiting_reason = 'ANOTHER' where id = ${waiting}`,
  },
  {
    breaks: 'only legal status changes',
    when: 'a call was in progress before it was confirmed',
    async mutate({ sql: { call } }, { confirmed }) {
      await call`update timeline set status = 'IN_PROGRESS' where call_id = ${confirmed} and version = 2`;
      await call`
        update outbox set event = jsonb_set(event, '{data, status}', '"IN_PROGRESS"')
        where event ->> 'correlationId' = ${confirmed} and event -> 'data' ->> 'version' = '2'`;
    },
  },
  {
    breaks: 'an accepted call has an order',
    when: 'an accepted call has no order',
    async mutate({ sql: { manage } }, { confirmed }) {
      await manage`delete from orders where call_id = ${confirmed}`;
      await relabelEvent(manage, 'AssignmentRequested', confirmed);
    },
  },
  {
    breaks: 'a void attempt leaves nothing behind',
    when: 'the order of a withdrawn call is open',
    async mutate({ sql: { manage } }, { withdrawn }) {
      await manage`update orders set status = 'WAITING' where call_id = ${withdrawn}`;
      await relabelEvent(manage, 'AssignmentCancelRequested', withdrawn);
    },
  },
  {
    breaks: 'a void attempt leaves nothing behind',
    when: 'a withdrawn call has an active assignment',
    async mutate({ sql: { assign } }, { withdrawn }) {
      await assign`
        update assignments set status = 'ACTIVE', released_at = null, released_cause = null where call_id = ${withdrawn}`;
      await assign`update requests set status = 'ASSIGNED' where call_id = ${withdrawn}`;
      await relabelEvent(assign, 'AssignmentCancelled', withdrawn);
    },
  },
  {
    breaks: 'a void attempt leaves nothing behind',
    when: 'a void attempt has a call',
    mutate: ({ sql: { call } }, { confirmed }) =>
      call`update attempts set status = 'VOID', settled_at = ${longAgo} where id = ${confirmed}`,
  },
  {
    breaks: 'a void attempt leaves nothing behind',
    when: 'a message is about a withdrawn call',
    async mutate({ messages }, { confirmed, withdrawn }) {
      const accepted = messages.find(
        ({ templateId, buttons: [link] }) => templateId === 'CALL_ACCEPTED' && link?.url.endsWith(confirmed),
      )!;
      const buttons = [{ name: '호출 상태 보기', url: `http://movecall.example/calls/${withdrawn}` }];
      messages.push({ ...accepted, id: 'another', buttons });
    },
  },
  {
    breaks: 'a void attempt leaves nothing behind',
    when: 'an order has no attempt',
    mutate: ({ sql: { manage } }, { confirmed }) => manage`
      insert into orders (call_id, owner_id, status, move_type, location, moving_on, cost, requested_at, updated_at)
      select ${randomUUID()}, owner_id, 'WAITING', move_type, location, moving_on, cost, ${longAgo}, ${longAgo}
      from orders where call_id = ${confirmed}`,
  },
  {
    breaks: 'manage knows every void attempt',
    when: 'manage has no tombstone for a void attempt',
    mutate: ({ sql: { manage } }, { refused }) => manage`delete from tombstones where call_id = ${refused}`,
  },
  {
    breaks: 'a waiting call has a reason',
    when: 'a call stayed REQUESTED',
    async mutate({ sql: { call } }, { waiting }) {
      await call`delete from timeline where call_id = ${waiting} and version > 1`;
      await call`
        update calls set version = 1, status = 'REQUESTED', waiting_reason = null where id = ${waiting}`;
      await call`
        update outbox set event = event || '{"type": "SomethingElse"}'
        where event ->> 'correlationId' = ${waiting} and event -> 'data' ->> 'version' <> '1'`;
    },
  },
  {
    breaks: 'a waiting call has a reason',
    when: 'the request of a waiting call is cancelled',
    mutate: ({ sql: { assign } }, { waiting }) => assign`
      update requests set status = 'CANCELLED', waiting_reason = null, owner_tel = null where call_id = ${waiting}`,
  },
  {
    breaks: 'a waiting call has a reason',
    when: 'the order of a waiting call is only accepted',
    mutate: ({ sql: { manage } }, { waiting }) =>
      manage`update orders set status = 'ACCEPTED' where call_id = ${waiting}`,
  },
  {
    breaks: 'a confirmed call is confirmed in all services',
    when: 'the order of a confirmed call waits',
    mutate: ({ sql: { manage } }, { confirmed }) =>
      manage`update orders set status = 'WAITING' where call_id = ${confirmed}`,
  },
  {
    breaks: 'a confirmed call is confirmed in all services',
    when: 'the order of a confirmed call names another mover',
    mutate: ({ sql: { manage } }, { confirmed }) =>
      manage`update orders set mover_id = ${randomUUID()} where call_id = ${confirmed}`,
  },
  {
    breaks: ['a team is waited for', 'a confirmed call is confirmed in all services'],
    when: 'the mover of a confirmed call was released',
    async mutate({ sql: { assign } }, { confirmed }) {
      await assign`
        update assignments set status = 'RELEASED', released_at = ${longAgo} where call_id = ${confirmed}`;
      await assign`update requests set status = 'CANCELLED', owner_tel = null where call_id = ${confirmed}`;
    },
  },
  {
    breaks: 'a cancelled call is cancelled in all services',
    when: 'the order of a cancelled call is still assigned',
    async mutate({ sql: { manage } }, { cancelled }) {
      await manage`update orders set status = 'ASSIGNED' where call_id = ${cancelled}`;
      await relabelEvent(manage, 'AssignmentCancelRequested', cancelled);
    },
  },
  {
    breaks: 'a cancelled call is cancelled in all services',
    when: 'a cancelled call has an active assignment',
    async mutate({ sql: { assign } }, { cancelled }) {
      await assign`
        update assignments set status = 'ACTIVE', released_at = null, released_cause = null where call_id = ${cancelled}`;
      await assign`update requests set status = 'ASSIGNED' where call_id = ${cancelled}`;
      await relabelEvent(assign, 'AssignmentCancelled', cancelled);
    },
  },
];
