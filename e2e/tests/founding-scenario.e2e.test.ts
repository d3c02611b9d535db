import { askGraphql, messagesTo, signIn } from '@movecall/testkit/client';
import { playFoundingScenario } from '@movecall/dev/founding-scenario';
import { playTradeScenario } from '@movecall/dev/trade-scenario';
import {
  acceptedMove,
  cancelMove,
  findMove,
  freeDay,
  requestMove,
  watchUntil,
} from '@movecall/testkit/move-calls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CUSTOMER, startSystem, type System } from '../support/system.ts';

let system: System;
let movingOn: string;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

test('the founding scenario succeeds twice on the same data', async () => {
  for (let round = 1; round <= 2; round++) {
    const lines: string[] = [];
    const { done, failed } = await playFoundingScenario({
      customer: system.customer,
      movingOn: await freeDay(system.operator, 3, new Date()),
      service: async (action, name) => void (await system.stack[action](name)),
      log: (line) => lines.push(line),
    });
    expect({ done, failed }, lines.join('\n')).toEqual({ done: 6, failed: 0 });
  }
});

test('the scenario of a move with a quote succeeds twice on the same data', async () => {
  for (let round = 1; round <= 2; round++) {
    const lines: string[] = [];
    const { customer, operator } = system;
    const log = (line: string) => lines.push(line);
    const { done, failed } = await playTradeScenario({ customer, operator, now: new Date(), log });
    expect({ done, failed }, lines.join('\n')).toEqual({ done: 6, failed: 0 });
  }
});

test('with manage and assign stopped, a call still shows its status, mover and timeline', async () => {
  movingOn = await freeDay(system.operator, 3, new Date());
  const id = await acceptedMove(system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
  await watchUntil(system.customer, id, 'CONFIRMED');
  await Promise.all([system.stack.stop('manage'), system.stack.stop('assign')]);
  try {
    const call = await findMove(system.customer, id, 'read model');
    expect(call).toMatchObject({
      status: 'CONFIRMED',
      statusLabel: '호출확정',
      mover: { plate: expect.any(String) },
    });
    expect(call?.timeline.map(({ status }) => status)).toEqual(['REQUESTED', 'ASSIGNING', 'CONFIRMED']);
    expect(call?.timeline.map(({ version }) => version)).toEqual([1, 2, 3]);

    const { data, errors } = await askGraphql<{ moveCall: object }>(
      system.addresses,
      'query ($id: ID!) { moveCall(id: $id) { status order { status } assignment { status } } }',
      { id },
      system.customer.token,
    );
    expect(data?.moveCall).toEqual({ status: 'CONFIRMED', order: null, assignment: null });
    expect(errors.map((error) => [error.path?.at(-1), error.extensions.code])).toEqual(
      expect.arrayContaining([
        ['order', 'SERVICE_UNAVAILABLE'],
        ['assignment', 'SERVICE_UNAVAILABLE'],
      ]),
    );
    expect(errors).toHaveLength(2);
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|localhost|ECONNREFUSED|stack/);

    // Sign-in needs only call and the notifier.
    const session = await signIn(system.addresses, '01087654321');
    expect(await session.ask('{ viewer { tel role } }')).toEqual({
      viewer: { tel: '01087654321', role: 'CUSTOMER' },
    });
  } finally {
    await Promise.all([system.stack.start('manage'), system.stack.start('assign')]);
    await cancelMove(system.customer, id);
  }
});

test('a call that is refused because manage is down leaves nothing behind', async () => {
  await system.settle();
  const before = await counts();
  await system.stack.stop('manage');
  try {
    const since = performance.now();
    const { moveCall, userErrors } = await requestMove(system.customer, {
      address: 'mapo',
      cost: 2_500_000,
      movingOn,
    });
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(moveCall).toBeNull();
    expect(userErrors).toEqual([
      {
        code: 'TRY_AGAIN_LATER',
        message: expect.stringMatching(/[가-힣]/),
        retryAfterSeconds: expect.any(Number),
      },
    ]);
  } finally {
    await system.stack.start('manage');
  }
  await system.settle();
  expect(await counts()).toEqual(before);
});

test('requests with the same idempotency key make one call, and the key is refused for another request', async () => {
  const move = { address: 'guro', cost: 1_500_000, movingOn, idempotencyKey: crypto.randomUUID() };
  const ids = await Promise.all([acceptedMove(system.customer, move), acceptedMove(system.customer, move)]);
  expect(ids[0]).toBe(ids[1]);
  expect((await requestMove(system.customer, { ...move, cost: 1 })).userErrors[0]?.code).toBe(
    'IDEMPOTENCY_KEY_REUSED',
  );
  await cancelMove(system.customer, ids[0] ?? '');
});

test('a mover signs in with the role MOVER, sees the assigned calls, and receives a cancellation live', async () => {
  const id = await acceptedMove(system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
  await watchUntil(system.customer, id, 'CONFIRMED');
  const call = await findMove(system.customer, id);
  const mover = await signIn(system.addresses, call?.mover?.tel ?? '');
  expect(await mover.ask('{ viewer { role } }')).toEqual({ viewer: { role: 'MOVER' } });
  const { moveCalls } = await mover.ask<{
    moveCalls: { nodes: { id: string; status: string; tel: string }[] };
  }>('{ moveCalls { nodes { id status tel } } }');
  const [newest, ...former] = moveCalls.nodes;
  expect(newest).toEqual({ id, status: 'CONFIRMED', tel: CUSTOMER });
  for (const off of former) expect(off).toMatchObject({ status: 'CANCELLED', tel: '010****5678' });

  const live = mover.subscribe<{ moveCallStatus: { moveCall: { status: string } } }>(
    'subscription ($id: ID!) { moveCallStatus(id: $id) { moveCall { status } } }',
    { id },
  );
  expect((await live.next()).value).toEqual({ moveCallStatus: { moveCall: { status: 'CONFIRMED' } } });
  await cancelMove(system.customer, id);
  expect((await live.next()).value).toEqual({ moveCallStatus: { moveCall: { status: 'CANCELLED' } } });
  expect((await live.next()).done).toBe(true);
  await mover.close();
});

test('operators see the alerts of a call, and customers do not', async () => {
  const id = await acceptedMove(system.customer, { address: 'mapo', cost: 2_500_000, movingOn });
  await watchUntil(system.customer, id, 'CONFIRMED');
  await cancelMove(system.customer, id);
  await system.settle();
  const alertsOf = async (session: typeof system.customer) =>
    (
      await session.ask<{ moveCall: { alerts: { template: string; outcome: string }[] } }>(
        'query ($id: ID!) { moveCall(id: $id) { alerts { template outcome } } }',
        { id },
      )
    ).moveCall.alerts;
  expect(await alertsOf(system.customer)).toEqual([]);
  expect((await alertsOf(system.operator)).map(({ template }) => template)).toEqual(
    expect.arrayContaining(['CALL_ACCEPTED', 'CALL_CANCELLED']),
  );
  const sent = (await messagesTo(system.addresses, CUSTOMER)).filter(({ buttons }) =>
    buttons.some(({ url }) => url.endsWith(id)),
  );
  expect(new Set(sent.map(({ templateId }) => templateId)).size).toBe(sent.length);
});

async function counts(): Promise<Record<string, number>> {
  const { call, manage, assign, notifier } = system.sql;
  const rows = await Promise.all([
    call`select count(*)::int as n from calls`,
    call`select count(*)::int as n from timeline`,
    manage`select count(*)::int as n from orders`,
    assign`select count(*)::int as n from assignments`,
    assign`select count(*)::int as n from requests`,
    notifier`select count(*)::int as n from deliveries`,
  ]);
  const [calls, timeline, orders, assignments, requests, deliveries] = rows.map(([row]) =>
    Number(row?.['n']),
  );
  const messages = (await messagesTo(system.addresses, CUSTOMER)).length;
  return { calls, timeline, orders, assignments, requests, deliveries, messages } as Record<string, number>;
}
