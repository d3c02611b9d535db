import { messagesTo } from '@movecall/testkit/client';
import { acceptedMove, cancelMove, findMove, freeDay, watchUntil } from '@movecall/testkit/move-calls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CUSTOMER, startSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const producers = ['call', 'manage', 'assign', 'notifier'] as const;

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
  for (const producer of producers) {
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
      producers.map(async (name) => (await system.sql[name]`select from outbox`).count),
    ),
    deadLetters: await Promise.all(
      producers.map(async (name) => (await system.sql[name]`select from dead_letters`).count),
    ),
  };
}
