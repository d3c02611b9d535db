import { isPostgresError } from '@movecall/database';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '@movecall/testkit/database';
import { during } from '../src/candidates.ts';
import {
  activeMover,
  aRequest,
  createTemplate,
  createWorld,
  DAY,
  NEXT_DAY,
  violations,
  type World,
} from './support.ts';

/** What the database refuses even when the code asks for it. */

const UNIQUE = '23505';
const EXCLUSION = '23P01';
const CHECK = '23514';

let template: TestDatabase;
let world: World;
beforeAll(async () => {
  template = await createTemplate();
});
afterAll(() => template.drop());
beforeEach(async () => {
  world = await createWorld(template);
});
afterEach(() => world.close());

const assign = (callId: string, moverId: string, range: string) => world.handle.sql`
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
  const [one, two] = [await world.register(), await world.register()];
  const request = aRequest();
  await world.request(request);
  const other = (await activeMover(world, request.callId)) === one.id ? two : one;
  expect(await refusedWith(UNIQUE, assign(request.callId, other.id, during(DAY)))).toBe(true);
});

test('a mover is not booked twice for any part of the same time', async () => {
  const mover = await world.register();
  const [first, second] = [aRequest(), aRequest()];
  await world.request(first);
  await world.request(second);
  const morning = '[2026-12-01T00:00:00+09:00,2026-12-01T12:00:00+09:00)';
  expect(await refusedWith(EXCLUSION, assign(second.callId, mover.id, during(DAY)))).toBe(true);
  expect(await refusedWith(EXCLUSION, assign(second.callId, mover.id, morning))).toBe(true);
  expect(await refusedWith(EXCLUSION, assign(second.callId, mover.id, during(NEXT_DAY)))).toBe(false);
});

test('two half days are two bookings', async () => {
  const mover = await world.register();
  const [first, second] = [aRequest(), aRequest()];
  await world.request(first);
  await world.request(second);
  await world.handle
    .sql`update assignments set during = '[2026-12-01T00:00:00+09:00,2026-12-01T12:00:00+09:00)'`;
  await assign(second.callId, mover.id, '[2026-12-01T12:00:00+09:00,2026-12-02T00:00:00+09:00)');
  expect(await activeMover(world, second.callId)).toBe(mover.id);
});

test('a request without details is a tombstone and nothing else', async () => {
  const { sql } = world.handle;
  const insert = (status: string, reason: string | null) =>
    sql`insert into requests (call_id, status, waiting_reason) values (${randomUUID()}, ${status}, ${reason})`;
  expect(await refusedWith(CHECK, insert('WAITING', 'NO_MOVER_FREE'))).toBe(true);
  expect(await refusedWith(CHECK, insert('ASSIGNED', null))).toBe(true);
  expect(await refusedWith(CHECK, insert('CANCELLED', null))).toBe(false);
});

test('who waits has a reason, and nobody else has', async () => {
  const request = aRequest();
  await world.request(request);
  const { sql } = world.handle;
  expect(await refusedWith(CHECK, sql`update requests set waiting_reason = null`)).toBe(true);
  expect(await refusedWith(CHECK, sql`update requests set status = 'ASSIGNED'`)).toBe(true);
});

test('each rule of the tests’ own checker is noticed when it is broken', async () => {
  const { sql } = world.handle;
  const mover = await world.register();
  const [assigned, waiting] = [aRequest(), aRequest()];
  await world.request(assigned);
  await world.request(waiting);
  expect(await violations(world)).toEqual([]);

  const broken = async (
    change: PromiseLike<unknown>,
    repair: () => PromiseLike<unknown>,
  ): Promise<string[]> => {
    await change;
    const found = await violations(world);
    await repair();
    expect(await violations(world)).toEqual([]);
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
    'assigned without an active assignment',
    'release not stated exactly when it was',
    'waits although a mover is free',
  ]);
  expect(
    await broken(
      sql`update outbox set event = jsonb_set(event, '{type}', '"Lost"') where event->>'type' in ('AssignmentFailed', 'AssignmentCompleted')`,
      () => sql`update outbox set event = jsonb_set(event, '{type}',
        case when event->'data'->>'reason' is null then '"AssignmentCompleted"' else '"AssignmentFailed"' end::jsonb)
        where event->>'type' = 'Lost'`,
    ),
  ).toEqual(['assignment not stated once', 'waits and was not told so once']);
  expect(
    await broken(
      sql`update outbox set event = jsonb_set(event, '{data,assignmentId}', to_jsonb(${randomUUID()}::text)) where event->>'type' = 'AssignmentCompleted'`,
      () =>
        sql`update outbox set event = jsonb_set(event, '{data,assignmentId}', (select to_jsonb(id) from assignments)) where event->>'type' = 'AssignmentCompleted'`,
    ),
  ).toEqual(['assignment not stated once', 'stated, but not so']);

  await sql`alter table assignments drop constraint assignments_no_double_booking`;
  expect(
    await broken(
      assign(waiting.callId, mover.id, during(DAY)),
      () => sql`delete from assignments where call_id = ${waiting.callId}`,
    ),
  ).toEqual([
    'active assignment of a call that is not assigned',
    'assignment not stated once',
    'mover booked twice',
  ]);
});
