import { amount } from '@movecall/testkit/amount';
import { messagesTo, signIn } from '@movecall/testkit/client';
import { until } from '@movecall/service/until';
import {
  acceptedMove,
  cancelMove,
  findMove,
  freeDay,
  type MoveCall,
  requestMove,
  watchUntil,
} from '@movecall/testkit/move-calls';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leastOf } from '@movecall/testkit/measure';
import { CUSTOMER, startSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const PRODUCERS = ['call', 'manage', 'assign', 'notifier'] as const;

const CANCELS = amount({ usual: 25, long: 100 });
const MAX_OFFSET_MS = 150;

test(`a cancel that races the assignment leaves the call cancelled and the mover free (${CANCELS} races)`, async () => {
  const movingOn = await freeDay(system.operator, 6, new Date());
  const ids: string[] = [];
  const race = async (untilCancel: (id: string) => Promise<unknown>): Promise<void> => {
    const id = await acceptedMove(system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
    ids.push(id);
    await untilCancel(id);
    expect(await cancelMove(system.customer, id)).toEqual([]);
  };
  // The random offsets reach from before the assignment to after it.
  for (let i = 0; i < CANCELS - 2; i++) await race(() => pause(Math.random() * MAX_OFFSET_MS));
  // The last two races have a certain winner: first the assignment, then the cancel.
  await race((id) => watchUntil(system.customer, id, 'CONFIRMED'));
  await system.stack.stop('assign');
  await race(async () => undefined);
  await system.stack.start('assign');
  await system.settle();

  // Two identities share the queries, because each may send only a hundred requests a second.
  const look = (id: string, nth: number) => findMove(nth % 2 ? system.customer : system.operator, id);
  const calls = (await Promise.all(ids.map(look))).filter((call): call is MoveCall => call !== null);
  expect(calls).toHaveLength(CANCELS);
  for (const call of calls) {
    expect(call).toMatchObject({ status: 'CANCELLED', mover: null, order: { status: 'CANCELLED' } });
    expect(call.assignment?.status ?? 'RELEASED').toBe('RELEASED');
    expect(call.timeline.map(({ version }) => version)).toEqual(call.timeline.map((_, i) => i + 1));
    expect(call.timeline.at(-1)?.status).toBe('CANCELLED');
  }
  expect((await system.sql.assign`select from assignments where status = 'ACTIVE'`).count).toBe(0);

  const messages = await messagesTo(system.addresses, CUSTOMER);
  for (const call of calls) {
    const about = messages
      .filter(({ buttons }) => buttons.some(({ url }) => url.endsWith(call.id)))
      .map(({ templateId }) => templateId);
    expect(about.filter((template) => template === 'CALL_CANCELLED')).toHaveLength(1);
    const announced = about.filter((template) => template === 'MOVER_CONFIRMED').length;
    const confirmed = call.timeline.some(({ status }) => status === 'CONFIRMED');
    expect(announced).toBeLessThanOrEqual(confirmed ? 1 : 0);
  }
  const won = calls.filter((call) => call.timeline.some(({ status }) => status === 'CONFIRMED')).length;
  console.log(
    `cancel against assign: the assignment came first ${won} times, the cancel ${CANCELS - won} times`,
  );
  expect(won).toBeGreaterThan(0);
  expect(won).toBeLessThan(CANCELS);
});

test.each(['call', 'manage', 'assign', 'notifier', 'router'])(
  '%s is killed while a call is requested: the retried call is confirmed and announced once',
  async (name) => {
    const movingOn = await freeDay(system.operator, 3, new Date());
    const idempotencyKey = crypto.randomUUID();
    const request = () =>
      requestMove(system.customer, { address: 'mapo', cost: 2_500_000, movingOn, idempotencyKey });
    const first = request().catch(() => null);
    await pause(Math.random() * 20);
    system.stack.kill(name, 'SIGKILL');
    await first;

    // The customer's page does the same: it retries with one key until an answer arrives.
    const id = await until(
      'an accepted call',
      async () => (await request().catch(() => null))?.moveCall?.id,
      60_000,
    );
    const call = await until(
      'the call to be confirmed',
      async () => {
        const found = await findMove(system.customer, id).catch(() => null);
        return found?.status === 'CONFIRMED' && found.order?.status === 'ASSIGNED' ? found : undefined;
      },
      60_000,
    );
    await system.settle();
    const about = (await messagesTo(system.addresses, CUSTOMER)).filter(({ buttons }) =>
      buttons.some(({ url }) => url.endsWith(id)),
    );
    expect(about.map(({ templateId }) => templateId)).toEqual(['CALL_ACCEPTED', 'MOVER_CONFIRMED']);
    expect(
      (
        await system.sql
          .call`select from attempts where idempotency_key = ${idempotencyKey} and status = 'ACCEPTED'`
      ).count,
    ).toBe(1);
    expect(
      (await system.sql.assign`select from assignments where call_id = ${call.id} and status = 'ACTIVE'`)
        .count,
    ).toBe(1);
    // Attempts without an answer leave no open order.
    const [{ open } = { open: -1 }] = await system.sql.manage<{ open: number }[]>`
    select count(*)::int as open from orders where status <> 'CANCELLED' and moving_on = ${movingOn} and call_id <> ${id}`;
    expect(open).toBe(0);
    expect(await cancelMove(system.customer, id)).toEqual([]);
    await system.settle();
  },
);

test('when manage hangs, the customer is soon asked to try again, and the attempt leaves nothing behind', async () => {
  const movingOn = await freeDay(system.operator, 3, new Date());
  const session = await signIn(system.addresses, '01022223333');
  system.stack.kill('manage', 'SIGSTOP');
  try {
    const refused = async (): Promise<number> => {
      const since = performance.now();
      const { userErrors } = await requestMove(session, { address: 'mapo', cost: 2_500_000, movingOn });
      expect(userErrors.map(({ code }) => code)).toEqual(['TRY_AGAIN_LATER']);
      return performance.now() - since;
    };
    expect(await leastOf(1_500, refused)).toBeLessThan(1_500);
  } finally {
    system.stack.kill('manage', 'SIGCONT');
  }
  await system.settle();
  expect(
    (await session.ask<{ moveCalls: { nodes: object[] } }>('{ moveCalls { nodes { id } } }')).moveCalls.nodes,
  ).toEqual([]);
  expect((await system.sql.manage`select from orders where status <> 'CANCELLED'`).count).toBe(0);
  expect((await system.sql.assign`select from assignments where status = 'ACTIVE'`).count).toBe(0);
  expect((await messagesTo(system.addresses, session.tel)).map(({ templateId }) => templateId)).toEqual([
    'LOGIN_CODE',
  ]);
  await session.close();
});

// Only from here on, calls stay open.
test('delivering every event twice more, in any order, changes nothing', async () => {
  const movingOn = await freeDay(system.operator, 6, new Date());
  const ids: string[] = [];
  for (let i = 0; i < 4; i++)
    ids.push(await acceptedMove(system.customer, { address: 'mapo', cost: 2_500_000, movingOn }));
  for (const id of ids) await watchUntil(system.customer, id, 'CONFIRMED');
  await cancelMove(system.customer, ids[0] ?? '');
  await system.settle();
  const before = await everything(ids);

  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  for (const producer of PRODUCERS) {
    const entries = await system.redis.xrange(system.stream(producer), '-', '+');
    const twice = [...entries, ...entries]
      .map((entry) => ({ entry, at: random() }))
      .toSorted((a, b) => a.at - b.at);
    expect(twice.length).toBeGreaterThan(0);
    for (const { entry } of twice) await system.redis.xadd(system.stream(producer), '*', ...entry[1]);
  }
  await system.settle();
  expect(await everything(ids)).toEqual(before);
});

test('new events that arrive twice and out of order have the effect of the right order', async () => {
  const movingOn = await freeDay(system.operator, 6, new Date());
  await system.stack.stop('assign');
  const ids: string[] = [];
  for (let i = 0; i < 4; i++)
    ids.push(await acceptedMove(system.customer, { address: 'guro', cost: 1_500_000, movingOn }));
  // These calls are requested and cancelled while assign is stopped. In reverse order the cancel precedes its request.
  for (const id of ids.slice(0, 2)) await cancelMove(system.customer, id);
  const stream = system.stream('manage');
  await expect.poll(async () => (await entriesAbout(stream, ids)).length, { timeout: 60_000 }).toBe(6);
  const entries = await entriesAbout(stream, ids);
  for (const [entryId] of entries) await system.redis.xdel(stream, entryId);
  for (const [, fields] of [...entries.toReversed(), ...entries.toReversed()])
    await system.redis.xadd(stream, '*', ...fields);
  await system.stack.start('assign');
  for (const id of ids.slice(2)) await watchUntil(system.customer, id, 'CONFIRMED');
  await system.settle();

  const calls = await everything(ids);
  expect(calls.calls.map((call) => call?.status)).toEqual([
    'CANCELLED',
    'CANCELLED',
    'CONFIRMED',
    'CONFIRMED',
  ]);
  expect(calls.calls.map((call) => call?.order?.status)).toEqual([
    'CANCELLED',
    'CANCELLED',
    'ASSIGNED',
    'ASSIGNED',
  ]);
  const active = await system.sql
    .assign`select call_id from assignments where status = 'ACTIVE' and call_id = any(${ids})`;
  expect(active.map((row) => String(row['call_id'])).toSorted()).toEqual(ids.slice(2).toSorted());
});

test('emptying Redis while events are in flight loses nothing', async () => {
  const movingOn = await freeDay(system.operator, 3, new Date());
  await system.stack.stop('assign');
  const ids: string[] = [];
  for (const address of ['mapo', 'guro'])
    ids.push(await acceptedMove(system.customer, { address, cost: 1_500_000, movingOn }));
  await system.redis.flushall();
  await system.stack.start('assign');
  for (const id of ids) await watchUntil(system.customer, id, 'CONFIRMED');
  await system.settle();
  for (const id of ids) {
    const about = (await messagesTo(system.addresses, CUSTOMER)).filter(({ buttons }) =>
      buttons.some(({ url }) => url.endsWith(id)),
    );
    expect(about.map(({ templateId }) => templateId)).toEqual(['CALL_ACCEPTED', 'MOVER_CONFIRMED']);
  }
});

const entriesAbout = async (stream: string, ids: readonly string[]) =>
  (await system.redis.xrange(stream, '-', '+')).filter(([, fields]) =>
    ids.some((id) => fields.join().includes(id)),
  );

async function everything(ids: readonly string[]) {
  return {
    calls: await Promise.all(ids.map((id) => findMove(system.customer, id))),
    messages: await messagesTo(system.addresses, CUSTOMER),
    assignments: await system.sql.assign`select id, call_id, mover_id, status from assignments order by id`,
    outboxes: await Promise.all(
      PRODUCERS.map(async (name) => (await system.sql[name]`select from outbox`).count),
    ),
    deadLetters: await Promise.all(
      PRODUCERS.map(async (name) => (await system.sql[name]`select from dead_letters`).count),
    ),
  };
}
