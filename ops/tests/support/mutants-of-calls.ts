import { randomUUID } from 'node:crypto';
import type { ISql } from 'postgres';
import type { Mutant } from './mutants.ts';

/** As if an event had never been stated; where it stands nothing is missing. */
export const unsay = (sql: ISql, type: string, correlationId: string) => sql`
  update outbox set event = event || '{"type": "SomethingElse"}'
  where event ->> 'type' = ${type} and event ->> 'correlationId' = ${correlationId}`;

const longAgo = new Date('2025-01-01T00:00:00Z');

/** Calls, orders, assignments and what they say of each other. */
export const sagaMutants: readonly Mutant[] = [
  {
    breaks: 'accepted means there is a call',
    when: 'an attempt and its order were accepted and the call is not there',
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
    breaks: 'one call for an idempotency key',
    when: 'one key of one caller made two calls',
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
    breaks: 'one active assignment',
    when: 'a call has a mover twice',
    async mutate({ sql: { assign } }, { confirmed }) {
      await assign`drop index assignments_one_active`;
      await assign`
        insert into assignments (id, call_id, owner_id, mover_id, during, status, distance_meters, assigned_at)
        select ${randomUUID()}, call_id, owner_id, mover_id, '[2025-01-01, 2025-01-02)', status, 1, ${longAgo}
        from assignments where call_id = ${confirmed}`;
    },
  },
  {
    breaks: 'no double booking',
    when: 'a mover has two calls on one day',
    async mutate({ sql: { assign } }, { confirmed, alsoConfirmed }) {
      await assign`alter table assignments drop constraint assignments_no_double_booking`;
      await assign`
        update assignments set during = (select during from assignments where call_id = ${confirmed})
        where call_id = ${alsoConfirmed}`;
    },
  },
  {
    breaks: 'assigned means assigned',
    when: 'a request is over and its assignment is not',
    mutate: ({ sql: { assign } }, { confirmed }) =>
      assign`update requests set status = 'CANCELLED' where call_id = ${confirmed}`,
  },
  {
    breaks: 'versions without a gap',
    when: 'a call has a version that its timeline has not',
    mutate: ({ sql: { call } }, { confirmed }) =>
      call`update calls set version = version + 1 where id = ${confirmed}`,
  },
  {
    breaks: 'versions without a gap',
    when: 'a version in the middle was lost',
    async mutate({ sql: { call } }, { confirmed }) {
      await call`delete from timeline where call_id = ${confirmed} and version = 2`;
      await call`
        update outbox set event = event || '{"type": "SomethingElse"}'
        where event ->> 'correlationId' = ${confirmed} and event -> 'data' ->> 'version' = '2'`;
    },
  },
  {
    breaks: 'the last version is the call',
    when: 'a call waits for another reason than its timeline tells',
    mutate: ({ sql: { call } }, { waiting }) =>
      call`update calls set waiting_reason = 'ANOTHER' where id = ${waiting}`,
  },
  {
    breaks: 'legal edges only',
    when: 'a call was under way before it was confirmed',
    async mutate({ sql: { call } }, { confirmed }) {
      await call`update timeline set status = 'IN_PROGRESS' where call_id = ${confirmed} and version = 2`;
      await call`
        update outbox set event = jsonb_set(event, '{data, status}', '"IN_PROGRESS"')
        where event ->> 'correlationId' = ${confirmed} and event -> 'data' ->> 'version' = '2'`;
    },
  },
  {
    breaks: 'told accepted, accepted by manage',
    when: 'a call has no order',
    async mutate({ sql: { manage } }, { confirmed }) {
      await manage`delete from orders where call_id = ${confirmed}`;
      await unsay(manage, 'AssignmentRequested', confirmed);
    },
  },
  {
    breaks: 'told try again, nothing left',
    when: 'the order of a withdrawn call lives',
    async mutate({ sql: { manage } }, { withdrawn }) {
      await manage`update orders set status = 'WAITING' where call_id = ${withdrawn}`;
      await unsay(manage, 'AssignmentCancelRequested', withdrawn);
    },
  },
  {
    breaks: 'told try again, nothing left',
    when: 'a withdrawn call has a mover',
    async mutate({ sql: { assign } }, { withdrawn }) {
      await assign`
        update assignments set status = 'ACTIVE', released_at = null where call_id = ${withdrawn}`;
      await assign`update requests set status = 'ASSIGNED' where call_id = ${withdrawn}`;
      await unsay(assign, 'AssignmentCancelled', withdrawn);
    },
  },
  {
    breaks: 'told try again, nothing left',
    when: 'the call of a void attempt exists',
    mutate: ({ sql: { call } }, { confirmed }) =>
      call`update attempts set status = 'VOID', settled_at = ${longAgo} where id = ${confirmed}`,
  },
  {
    breaks: 'told try again, nothing left',
    when: 'somebody was told of a withdrawn call',
    async mutate({ messages }, { confirmed, withdrawn }) {
      const accepted = messages.find((message) => message.buttons[0]?.url.endsWith(confirmed))!;
      const buttons = [{ name: '호출 상태 보기', url: `http://movecall.example/calls/${withdrawn}` }];
      messages.push({ ...accepted, id: 'another', buttons });
    },
  },
  {
    breaks: 'told try again, nothing left',
    when: 'manage has an order that nobody asked for',
    mutate: ({ sql: { manage } }, { confirmed }) => manage`
      insert into orders (call_id, owner_id, status, move_type, location, moving_on, cost, requested_at, updated_at)
      select ${randomUUID()}, owner_id, 'WAITING', move_type, location, moving_on, cost, ${longAgo}, ${longAgo}
      from orders where call_id = ${confirmed}`,
  },
  {
    breaks: 'told try again, told manage',
    when: 'manage has no tombstone of a withdrawn call',
    mutate: ({ sql: { manage } }, { refused }) => manage`delete from tombstones where call_id = ${refused}`,
  },
  {
    breaks: 'waiting is explained',
    when: 'a call never got beyond being requested',
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
    breaks: 'waiting is explained',
    when: 'assign lets nobody wait for it',
    mutate: ({ sql: { assign } }, { waiting }) => assign`
      update requests set status = 'CANCELLED', waiting_reason = null where call_id = ${waiting}`,
  },
  {
    breaks: 'waiting is explained',
    when: 'manage has not heard that it waits',
    mutate: ({ sql: { manage } }, { waiting }) =>
      manage`update orders set status = 'ACCEPTED' where call_id = ${waiting}`,
  },
  {
    breaks: 'confirmed everywhere',
    when: 'the order of a confirmed call waits',
    mutate: ({ sql: { manage } }, { confirmed }) =>
      manage`update orders set status = 'WAITING' where call_id = ${confirmed}`,
  },
  {
    breaks: 'confirmed everywhere',
    when: 'the order names another mover',
    mutate: ({ sql: { manage } }, { confirmed }) =>
      manage`update orders set mover_id = ${randomUUID()} where call_id = ${confirmed}`,
  },
  {
    breaks: 'confirmed everywhere',
    when: 'the mover of a confirmed call was released',
    async mutate({ sql: { assign } }, { confirmed }) {
      await assign`
        update assignments set status = 'RELEASED', released_at = ${longAgo} where call_id = ${confirmed}`;
      await assign`update requests set status = 'CANCELLED' where call_id = ${confirmed}`;
    },
  },
  {
    breaks: 'cancelled everywhere',
    when: 'the order of a cancelled call is still assigned',
    async mutate({ sql: { manage } }, { cancelled }) {
      await manage`update orders set status = 'ASSIGNED' where call_id = ${cancelled}`;
      await unsay(manage, 'AssignmentCancelRequested', cancelled);
    },
  },
  {
    breaks: 'cancelled everywhere',
    when: 'a cancelled call keeps its mover',
    async mutate({ sql: { assign } }, { cancelled }) {
      await assign`
        update assignments set status = 'ACTIVE', released_at = null where call_id = ${cancelled}`;
      await assign`update requests set status = 'ASSIGNED' where call_id = ${cancelled}`;
      await unsay(assign, 'AssignmentCancelled', cancelled);
    },
  },
];
