import { producers } from '@movecall/schema/streams';
import { drizzle } from 'drizzle-orm/postgres-js';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { until } from '@movecall/service/until';
import {
  dropLetter,
  findLetter,
  findLetters,
  inFull,
  inOneLine,
  redriveLetter,
  Refused,
} from '../src/dead-letters.ts';
import { openDeployment } from '../src/deployment.ts';
import { explainCall } from '../src/explain-call.ts';
import { findStuck } from '../src/stuck.ts';
import type { System } from '../src/system.ts';
import postgres from 'postgres';
import { type Saga, startSaga } from '@movecall/testkit/saga';

let saga: Saga;
let system: System;
let stopped: Set<string>;

beforeAll(async () => {
  saga = await startSaga();
  system = {
    ...saga.subject,
    runs: (name) => !stopped.has(name),
    async inDatabase(name, work) {
      const sql = postgres(saga.urls[name], { max: 1, onnotice: () => undefined });
      try {
        return await work(drizzle(sql));
      } finally {
        await sql.end();
      }
    },
    close: () => Promise.resolve(),
  };
});
beforeEach(() => {
  stopped = new Set();
});
afterAll(() => saga.close());

const requested = (data: object) => ({
  id: randomUUID(),
  type: 'AssignmentRequested',
  version: 1,
  time: new Date().toISOString(),
  producer: 'manage',
  correlationId: randomUUID(),
  sequence: 1,
  causationId: null,
  traceparent: null,
  data,
});
const sound = {
  ownerId: randomUUID(),
  moveType: 'FULL_PACKING',
  location: { address: '마포구', district: '마포구', latitude: 37.5, longitude: 126.9 },
  movingOn: '2030-01-01',
  cost: 1_000_000,
};

/** Writes a dead letter of assign. @returns its id */
async function deadLetter(payload: string, event?: ReturnType<typeof requested>): Promise<string> {
  const { assign } = saga.sql;
  if (event) {
    await assign`
      insert into inbox (producer, correlation_id, sequence, event_id, type, outcome)
      values (${event.producer}, ${event.correlationId}, ${event.sequence}, ${event.id}, ${event.type}, 'DEAD')`;
  }
  const [letter] = await assign<{ id: string }[]>`
    insert into dead_letters (stream, entry_id, payload, error, attempts)
    values (${`${saga.prefix}:manage`}, ${randomUUID()}, ${payload}, 'Error: cannot tell 01012345678', 5) returning id`;
  return letter!.id;
}

test('a waiting call is listed with its reason until it is cancelled', async () => {
  const id = (await saga.request(30))!;
  await saga.reaches(id, 'ASSIGNING');
  await until('the request to wait', async () => {
    const { 'waiting calls': waiting = [] } = await findStuck(system);
    return (
      waiting.some(({ what, why }) => what.includes(id) && why.startsWith('NO_TEAM_IN_AREA')) || undefined
    );
  });
  await saga.cancel(id);
  const left = await until('nothing to be stuck', async () => {
    const kinds = await findStuck(system);
    return Object.values(kinds).flat().length === 0 ? kinds : undefined;
  });
  expect(Object.keys(left)).toHaveLength(5);
});

test('a redrive applies the event once and deletes the dead letter', async () => {
  const event = requested(sound);
  const letter = await findLetter(system, (await deadLetter(JSON.stringify(event), event)).slice(0, 13));
  expect(inOneLine(letter)).toContain(`assign  AssignmentRequested ${event.correlationId}`);
  expect(await redriveLetter(system, letter)).toEqual({
    ok: true,
    message: `${letter.id}: AssignmentRequested of ${event.correlationId} was applied by assign`,
  });
  const requests = await saga.sql.assign`select from requests where call_id = ${event.correlationId}`;
  expect(requests).toHaveLength(1);
  expect(await findLetters(system, ['assign'])).toEqual([]);
});

test('a redrive that fails again makes a new dead letter and reports it', async () => {
  const event = requested({ ...sound, moveType: 'BY_BALLOON' });
  const letter = await findLetter(system, await deadLetter(JSON.stringify(event), event));
  const { ok, message } = await redriveLetter(system, letter);
  const [again] = await findLetters(system, ['assign']);
  expect(ok).toBe(false);
  expect(message).toContain(`failed again in assign`);
  expect(message).toContain(`it is the dead letter ${again!.id} now`);
  expect(again!.id).not.toBe(letter.id);
  expect(await dropLetter(system, again!)).toContain('dropped; assign never applies AssignmentRequested');
});

test('a redrive for a service that is not running is listed as pending, and can be dropped with its dead letter', async () => {
  stopped.add('assign');
  const event = { ...requested(sound), sequence: 2 };
  const letter = await findLetter(system, await deadLetter(JSON.stringify(event), event));
  // No consumer reads this stream.
  await saga.sql.assign`update dead_letters set stream = ${`${saga.prefix}:nowhere`}`;
  expect(await redriveLetter(system, letter)).toMatchObject({
    ok: true,
    message: expect.stringContaining('will be applied when assign runs again'),
  });
  expect((await findStuck(system))['pending events']).toMatchObject([
    {
      what: `AssignmentRequested of ${event.correlationId}, redriven in assign`,
      why: 'not applied: assign is not running',
    },
  ]);
  expect(await findLetters(system, ['assign'])).toMatchObject([{ id: letter.id }]);
  expect(await dropLetter(system, letter)).toContain('dropped; assign never applies AssignmentRequested');
  expect((await findStuck(system))['pending events']).toEqual([]);
  expect(await findLetters(system, ['assign'])).toEqual([]);
  const [row] = await saga.sql
    .assign`select outcome from inbox where correlation_id = ${event.correlationId}`;
  expect(row).toEqual({ outcome: 'DEAD' });
  expect(await dropLetter(system, letter)).toBe(`${letter.id}: is not a dead letter any more`);
  await saga.sql.assign`delete from inbox where correlation_id = ${event.correlationId}`;
  await saga.redis.del(`${saga.prefix}:nowhere`);
});

test('an entry that is not an event is not redriven, shows no phone, and can be dropped', async () => {
  const letter = await findLetter(system, await deadLetter('to 01012345678'));
  expect(inFull(letter)).toContain('not an event: to 010****5678');
  expect(inOneLine(letter)).toContain('Error: cannot tell 010****5678');
  expect(await redriveLetter(system, letter)).toMatchObject({ ok: false });
  expect(await findLetters(system, ['assign'])).toHaveLength(1);
  expect(await dropLetter(system, letter)).toBe(`${letter.id}: dropped; it was not an event`);
  expect(await findLetters(system, ['assign'])).toEqual([]);
});

test('an unknown or ambiguous id is refused', async () => {
  await expect(findLetter(system, randomUUID())).rejects.toThrow(Refused);
  const letters = [await deadLetter('one'), await deadLetter('two')];
  await expect(findLetter(system, '')).rejects.toThrow(Refused);
  for (const id of letters) await dropLetter(system, await findLetter(system, id));
});

test('why a call waits is explained from what was recorded, and of an unknown call nothing is', async () => {
  const id = (await saga.request(32))!;
  await saga.reaches(id, 'ASSIGNING');
  const { lines, agrees } = await until('assign to decide', () =>
    explainCall(system, id).catch(() => undefined),
  );
  expect(agrees).toBe(true);
  expect(lines[0]).toMatch(/Z waits: NO_TEAM_IN_AREA \(decided again: the same\)$/);
  await expect(explainCall(system, randomUUID())).rejects.toThrow('there is no decision about a call');
  await expect(explainCall(system, 'x')).rejects.toThrow('there is no decision about a call');
  await saga.cancel(id);
  await saga.reaches(id, 'CANCELLED');
});

test('a waiting call is listed with its dead letter', async () => {
  const id = (await saga.request(31))!;
  await saga.reaches(id, 'ASSIGNING');
  await saga.sql.assign`delete from requests where call_id = ${id}`;
  const event = { ...requested(sound), correlationId: id };
  const letter = await deadLetter(JSON.stringify(event));
  expect((await findStuck(system))['waiting calls']).toMatchObject([
    { why: `an event about it is the dead letter ${letter} of assign` },
  ]);
  await dropLetter(system, await findLetter(system, letter));
  stopped.add('assign');
  expect((await findStuck(system))['waiting calls']).toMatchObject([
    { why: expect.stringMatching(/assign's request is none; not running: assign$/) },
  ]);
});

test('a deployment is opened by the environment, and knows which services are connected', async () => {
  const env = {
    ...Object.fromEntries(producers.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, saga.urls[name]])),
    REDIS_URL: inject('redisUrl'),
    STREAM_PREFIX: saga.prefix,
  };
  const elsewhere = { NOTIFIER_DATABASE_URL: inject('postgresUrl') };
  const letter = await deadLetter('of a deployment');
  for (const [names, notifierRuns] of [
    [env, true],
    [{ ...env, ...elsewhere }, false],
  ] as const) {
    const deployment = await openDeployment(names);
    expect(producers.map((name) => deployment.runs(name))).toEqual([true, true, true, notifierRuns]);
    expect(await findLetters(deployment, ['assign'])).toMatchObject([{ id: letter }]);
    expect(await deployment.redis.exists(`${deployment.streamPrefix}:call`)).toBe(1);
    await deployment.close();
  }
  await dropLetter(system, await findLetter(system, letter));
});

test('all missing variables of a deployment are reported together', async () => {
  const missing = producers.map((name) => `${name.toUpperCase()}_DATABASE_URL: is missing`);
  await expect(openDeployment({ REDIS_URL: 'redis://localhost' })).rejects.toThrow(
    new RegExp(missing.join('[^]*')),
  );
  await expect(openDeployment({ DATABASE_URL: 'postgres://localhost' })).rejects.toThrow('REDIS_URL');
});

test('attempts, deliveries and streams that do not progress are listed with the reason', async () => {
  const { call, notifier } = saga.sql;
  await saga.requestLoginCode('01012345678');
  await until('the code to be delivered', async () => {
    const [row] =
      await notifier`select from deliveries where status = 'DELIVERED' and template = 'LOGIN_CODE'`;
    return row;
  });
  await saga.freeze();
  stopped = new Set(['notifier']);
  await notifier`update deliveries set status = 'UNKNOWN', due_at = now() where template = 'LOGIN_CODE'`;
  await call`
    insert into attempts (id, status, caller_id, owner_id, fingerprint, created_at, deadline)
    select ${randomUUID()}, 'PENDING', id, id, '', now() - interval '1 hour', now() - interval '59 minutes' from people limit 1`;
  await saga.redis.xadd(`${saga.prefix}:call`, '*', 'event', 'unread');
  const stuck = await findStuck(system);
  expect(stuck['unsettled attempts']).toMatchObject([{ why: expect.stringContaining('overdue') }]);
  expect(stuck['unsettled deliveries']).toMatchObject([
    { why: expect.stringMatching(/^UNKNOWN, attempt 1: .*notifier is not running$/) },
  ]);
  expect(stuck['lagging streams']).toMatchObject([
    { what: `${saga.prefix}:call for manage`, why: expect.stringContaining('does not read it') },
    { what: `${saga.prefix}:call for notifier`, why: 'notifier is not running' },
  ]);
});
