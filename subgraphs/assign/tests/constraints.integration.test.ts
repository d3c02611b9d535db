import { isPostgresError } from '@movecall/database';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rangeOfSlot } from '../src/slots.ts';
import { aRequest, DAY, NEXT_DAY } from './fixtures.ts';
import { activeMover, type AssignHarness, createAssign } from './harness.ts';
import { violations } from './violations.ts';

/** What the database refuses even when the code asks for it. */

const UNIQUE = '23505';
const EXCLUSION = '23P01';
const CHECK = '23514';

let assign: AssignHarness;
beforeEach(async () => {
  assign = await createAssign();
});
afterEach(() => assign.close());

const insertAssignment = (callId: string, moverId: string, range: string) => assign.sql`
  insert into assignments (id, call_id, owner_id, mover_id, during, status, distance_meters, assigned_at)
  values (${randomUUID()}, ${callId}, ${randomUUID()}, ${moverId}, ${range}::text::tstzrange, 'ACTIVE', 1, now())`;

const refusedWith = async (sqlState: string, work: PromiseLike<unknown>): Promise<boolean> => {
  try {
    await work;
    return false;
  } catch (error) {
    if (isPostgresError(error, sqlState)) return true;
    throw error;
  }
};

test('a call has one active assignment at most', async () => {
  const [one, two] = [await assign.register(), await assign.register()];
  const request = aRequest();
  await assign.request(request);
  const other = (await activeMover(assign, request.callId)) === one.id ? two : one;
  expect(
    await refusedWith(UNIQUE, insertAssignment(request.callId, other.id, rangeOfSlot(DAY, 'ALL_DAY'))),
  ).toBe(true);
});

test('a mover is not booked twice for any part of the same time', async () => {
  const mover = await assign.register();
  const [first, second] = [aRequest(), aRequest()];
  await assign.request(first);
  await assign.request(second);
  const morning = '[2026-12-01T00:00:00+09:00,2026-12-01T12:00:00+09:00)';
  expect(
    await refusedWith(EXCLUSION, insertAssignment(second.callId, mover.id, rangeOfSlot(DAY, 'ALL_DAY'))),
  ).toBe(true);
  expect(await refusedWith(EXCLUSION, insertAssignment(second.callId, mover.id, morning))).toBe(true);
  expect(
    await refusedWith(EXCLUSION, insertAssignment(second.callId, mover.id, rangeOfSlot(NEXT_DAY, 'ALL_DAY'))),
  ).toBe(false);
});

test('two half days are two bookings', async () => {
  const mover = await assign.register();
  const [first, second] = [aRequest(), aRequest()];
  await assign.request(first);
  await assign.request(second);
  await assign.sql`update assignments set during = '[2026-12-01T00:00:00+09:00,2026-12-01T12:00:00+09:00)'`;
  await insertAssignment(second.callId, mover.id, '[2026-12-01T12:00:00+09:00,2026-12-02T00:00:00+09:00)');
  expect(await activeMover(assign, second.callId)).toBe(mover.id);
});

test('only a cancelled request, the tombstone, may have no details', async () => {
  const { sql } = assign;
  const insert = (status: string, reason: string | null) =>
    sql`insert into requests (call_id, status, waiting_reason) values (${randomUUID()}, ${status}, ${reason})`;
  expect(await refusedWith(CHECK, insert('WAITING', 'NO_MOVER_FREE'))).toBe(true);
  expect(await refusedWith(CHECK, insert('ASSIGNED', null))).toBe(true);
  expect(await refusedWith(CHECK, insert('CANCELLED', null))).toBe(false);
});

test('a waiting request has a reason, and no other request has one', async () => {
  const request = aRequest();
  await assign.request(request);
  const { sql } = assign;
  expect(await refusedWith(CHECK, sql`update requests set waiting_reason = null`)).toBe(true);
  expect(await refusedWith(CHECK, sql`update requests set status = 'ASSIGNED'`)).toBe(true);
});

test('the list of violations has each rule that is broken', async () => {
  const { sql } = assign;
  const mover = await assign.register();
  const [assigned, waiting] = [aRequest(), aRequest()];
  await assign.request(assigned);
  await assign.request(waiting);
  expect(await violations(assign)).toEqual([]);

  const broken = async (
    change: PromiseLike<unknown>,
    repair: () => PromiseLike<unknown>,
  ): Promise<string[]> => {
    await change;
    const found = await violations(assign);
    await repair();
    expect(await violations(assign)).toEqual([]);
    return found.map((violation) => violation.split(':')[0]!).toSorted();
  };
  expect(
    await broken(
      sql`update requests set status = 'CANCELLED' where call_id = ${assigned.callId}`,
      () => sql`update requests set status = 'ASSIGNED' where call_id = ${assigned.callId}`,
    ),
  ).toEqual(['active assignment of a call that is not assigned']);
  expect(
    await broken(
      sql`update assignments set status = 'RELEASED', released_at = now()`,
      () => sql`update assignments set status = 'ACTIVE', released_at = null`,
    ),
  ).toEqual([
    'AssignmentCancelled does not match the release',
    'assigned without an active assignment',
    'team that must be there without its timer, or with a wrong one',
    'waits although a mover is free',
  ]);
  expect(
    await broken(
      sql`update outbox set event = jsonb_set(event, '{type}', '"Lost"') where event->>'type' in ('AssignmentFailed', 'AssignmentCompleted')`,
      () => sql`update outbox set event = jsonb_set(event, '{type}',
        case when event->'data'->>'reason' is null then '"AssignmentCompleted"' else '"AssignmentFailed"' end::jsonb)
        where event->>'type' = 'Lost'`,
    ),
  ).toEqual(['assignment without exactly one AssignmentCompleted', 'waits without an AssignmentFailed']);
  expect(
    await broken(
      sql`update outbox set event = jsonb_set(event, '{data,assignmentId}', to_jsonb(${randomUUID()}::text)) where event->>'type' = 'AssignmentCompleted'`,
      () =>
        sql`update outbox set event = jsonb_set(event, '{data,assignmentId}', (select to_jsonb(id) from assignments)) where event->>'type' = 'AssignmentCompleted'`,
    ),
  ).toEqual([
    'AssignmentCompleted without its assignment',
    'assignment without exactly one AssignmentCompleted',
  ]);

  await sql`alter table bookings drop constraint bookings_no_double_booking`;
  expect(
    await broken(
      insertAssignment(waiting.callId, mover.id, rangeOfSlot(DAY, 'ALL_DAY')),
      () => sql`delete from assignments where call_id = ${waiting.callId}`,
    ),
  ).toEqual([
    'active assignment of a call that is not assigned',
    'assignment without exactly one AssignmentCompleted',
    'mover booked twice',
  ]);
});
