import type { EventEnvelope } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { PATIENCE } from '@movecall/testkit/patience';
import { sql, type SQL } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLedger } from '../src/ledger.ts';
import { statusChanged, statusData } from './facts.ts';
import { createWorld, type Customer, hasty, reactionOf, type World } from './world.ts';

let world: World;
let url: string;
let metricsUrl: string;
beforeAll(async () => {
  world = await createWorld();
  ({ url, metricsUrl } = await world.startNotifier());
});
afterAll(() => world.close());

const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

it('a customer receives one message each for acceptance, mover and cancellation, in this order', async () => {
  const customer = world.newCustomer();
  await world.state(
    customer.statusFact(1, 'REQUESTED'),
    customer.statusFact(2, 'ASSIGNING'),
    customer.statusFact(3, 'CONFIRMED'),
  );
  await customer.settled(2);
  await world.state(customer.statusFact(4, 'CANCELLED'));
  await customer.settled(3);

  const messages = await customer.messages();
  expect(messages.map(({ templateId, status }) => [templateId, status])).toEqual([
    ['CALL_ACCEPTED', 'DELIVERED'],
    ['MOVER_CONFIRMED', 'DELIVERED'],
    ['CALL_CANCELLED', 'DELIVERED'],
  ]);
  expect(messages[1]?.text).toContain('이사업체: 백영곤\n연락처: 010-2345-6789\n차량번호: 34가4567');
  expect(messages[1]?.buttons).toEqual([
    { name: '호출 상태 보기', url: `http://movecall.example/calls/${customer.id}` },
  ]);
});

it('publishes the outcome of each alert about a call, and nothing about login codes', async () => {
  const [caller, other] = [world.newCustomer(), world.newCustomer()];
  await world.state(other.codeFact('123456', inAnHour()), caller.statusFact(1, 'REQUESTED'));
  await other.settled(1);
  const [delivery] = await caller.settled(1);
  expect(await caller.alerts()).toMatchObject([
    {
      type: 'AlertSettled',
      producer: 'notifier',
      sequence: 1,
      data: {
        deliveryId: delivery?.id,
        template: 'CALL_ACCEPTED',
        channel: 'ALIMTALK',
        outcome: 'DELIVERED',
      },
    },
  ]);
  expect(await other.alerts()).toEqual([]);
  const published = async (): Promise<string> =>
    JSON.stringify(await world.redis.xrange(`${world.config.streamPrefix}:notifier`, '-', '+'));
  await vi.waitFor(async () => expect(await published()).toContain(caller.id), { timeout: 60_000 });
  expect(await published()).not.toContain(other.id);
});

it('sends a login code, unless it has expired', async () => {
  const [prompt, late] = [world.newCustomer(), world.newCustomer()];
  await world.state(prompt.codeFact('246810', inAnHour()), late.codeFact('135791', new Date(Date.now() - 1)));
  expect(await prompt.settled(1)).toMatchObject([{ status: 'DELIVERED' }]);
  expect(await late.settled(1)).toMatchObject([{ status: 'FAILED', failureCode: 'EXPIRED', attempt: 0 }]);
  expect((await prompt.messages())[0]?.text).toContain('인증번호: 246810');
  expect(await late.messages()).toEqual([]);
});

/** The reaction without the consumer's inbox, with a given clock. */
const reactionAt = (sharedClock: SQL) => {
  const { db } = world;
  const unheard = {
    replica: 'test',
    onSettled: () => undefined,
    onDue: () => undefined,
    onFreed: () => undefined,
  };
  const settings = { policy: hasty, newId: randomUUID, random: Math.random, ...unheard };
  const react = reactionOf(createLedger({ db, now: () => new Date(), sharedClock, ...settings }));
  return (event: EventEnvelope): Promise<void> => db.transaction((tx) => react(tx, [event]));
};

const requested = (customer: Customer): EventEnvelope => {
  const tel = `+82${customer.national.slice(1)}`;
  return statusChanged(statusData(world.sealer.seal, { version: 1, status: 'REQUESTED' }, tel), customer.id);
};

it('records one message per transition even if an event passes the inbox twice', async () => {
  const customer = world.newCustomer();
  const react = reactionAt(sql`now()`);
  for (let time = 0; time < 3; time += 1) await react(requested(customer));
  await customer.settled(1);
  expect(await customer.messages()).toHaveLength(1);
});

it('messages of one call go out in the order of their versions, without holding up other calls', async () => {
  const [held, other] = [world.newCustomer(), world.newCustomer()];
  // Due in an hour, as after a rejection.
  await reactionAt(sql`now() + interval '1 hour'`)(requested(held));
  await world.state(
    held.statusFact(1, 'ASSIGNING'),
    held.statusFact(2, 'CONFIRMED'),
    other.statusFact(1, 'REQUESTED'),
  );
  await other.settled(1);
  await vi.waitFor(async () => expect(await held.rows()).toHaveLength(2), { timeout: 60_000 });
  expect(await held.rows()).toMatchObject([
    { status: 'PENDING', attempt: 0 },
    { status: 'PENDING', attempt: 0 },
  ]);

  await world.sql`update deliveries set due_at = created_at - interval '1 hour' where correlation_id = ${held.id} and version = 1`;
  await held.settled(2);
  expect((await held.messages()).map(({ templateId }) => templateId)).toEqual([
    'CALL_ACCEPTED',
    'MOVER_CONFIRMED',
  ]);
});

describe('a cancellation', () => {
  /** So many requests that the fault lasts until the next one is set. */
  const ALWAYS = 1_000_000;

  it('supersedes the message about the mover that was not sent yet', async () => {
    // The provider accepts nothing before the cancellation is known.
    await world.fault('503', ALWAYS);
    const customer = world.newCustomer();
    const statuses = ['REQUESTED', 'CONFIRMED', 'CANCELLED'] as const;
    await world.state(...statuses.map((status, index) => customer.statusFact(index + 1, status)));
    await vi.waitFor(async () => expect(await customer.rows()).toHaveLength(3), { timeout: 60_000 });
    await world.fault('none');
    const rows = await customer.settled(3);
    expect(rows.map(({ template, status }) => [template, status])).toEqual([
      ['CALL_ACCEPTED', 'DELIVERED'],
      ['MOVER_CONFIRMED', 'SUPERSEDED'],
      ['CALL_CANCELLED', 'DELIVERED'],
    ]);
    expect((await customer.messages()).map(({ templateId }) => templateId)).toEqual([
      'CALL_ACCEPTED',
      'CALL_CANCELLED',
    ]);
    const outcomes = (await customer.alerts()).map(({ data }) => [data.template, data.outcome]);
    expect(outcomes).toContainEqual(['MOVER_CONFIRMED', 'SUPERSEDED']);
    expect(outcomes).toHaveLength(3);
  });

  it('keeps a message whose attempt did not arrive from being sent again', async () => {
    const customer = world.newCustomer();
    await world.state(customer.statusFact(1, 'REQUESTED'));
    await customer.settled(1);
    await world.fault('hang', ALWAYS);
    await world.state(customer.statusFact(2, 'CONFIRMED'));
    await customer.stands(/UNKNOWN/);
    await world.state(customer.statusFact(3, 'CANCELLED'));
    // An attempt that began again before the cancellation was known hangs too; no attempt follows it.
    await vi.waitFor(
      async () => {
        const [, confirmed, cancelled] = await customer.rows();
        expect(cancelled).toBeDefined();
        expect(confirmed?.status).toMatch(/UNKNOWN|SUPERSEDED/);
      },
      { timeout: 60_000 },
    );
    await world.fault('none');
    expect((await customer.settled(3)).map(({ status }) => status)).toEqual([
      'DELIVERED',
      'SUPERSEDED',
      'DELIVERED',
    ]);
    expect((await customer.messages()).map(({ templateId }) => templateId)).toEqual([
      'CALL_ACCEPTED',
      'CALL_CANCELLED',
    ]);
  });
});

it('erases what the messages of an erased call say and to whom, and sends none of them any more', async () => {
  const [customer, waiting] = [world.newCustomer(), world.newCustomer()];
  await world.state(customer.statusFact(1, 'REQUESTED'), customer.statusFact(2, 'CANCELLED'));
  await customer.settled(2);
  await world.fault('503', 100);
  await world.state(waiting.statusFact(1, 'REQUESTED'));
  await waiting.stands(/PENDING|SENDING|UNKNOWN/);
  await world.state(fact('CallErased', customer.id, {}), fact('CallErased', waiting.id, {}));
  const erasedRows = () => world.sql`select from deliveries where correlation_id = ${waiting.id} and erased`;
  await vi.waitFor(async () => expect(await erasedRows()).toHaveLength(1), PATIENCE);
  await world.fault('none');
  await waiting.settled(1);
  const rows = await world.sql`
    select status, recipient, variables from deliveries
    where correlation_id in (${customer.id}, ${waiting.id}) order by correlation_id = ${waiting.id}, version`;
  const erased = { recipient: null, variables: {} };
  expect(rows).toEqual([
    { status: 'DELIVERED', ...erased },
    { status: 'DELIVERED', ...erased },
    { status: 'SUPERSEDED', ...erased },
  ]);
  expect(await waiting.messages()).toEqual([]);
});

it('no phone and no login code is readable in database, streams and logs', async () => {
  const customer = world.newCustomer();
  await world.fault('503', 1);
  await world.state(customer.statusFact(1, 'REQUESTED'), customer.statusFact(2, 'CONFIRMED'));
  const signIn = world.newCustomer();
  await world.state(signIn.codeFact('864209', inAnHour()));
  await Promise.all([customer.settled(2), signIn.settled(1)]);

  const tables = await world.sql`
    select (select json_agg(d)::text from deliveries d) || (select json_agg(o)::text from outbox o) || (select json_agg(i)::text from inbox i) as dump`;
  const streams = await Promise.all(
    ['call', 'notifier'].map((name) => world.redis.xrange(`${world.config.streamPrefix}:${name}`, '-', '+')),
  );
  const everything = JSON.stringify([tables, streams]) + world.logged().join('');
  expect(everything).toContain(customer.id);
  const phones = [customer.national.slice(3), signIn.national.slice(3), '23456789', '2345-6789'];
  for (const secret of [...phones, '864209']) {
    // Digits of a timestamp or an id do not count.
    const alone = new RegExp(`(?<![0-9a-f])(?:\\+?8210|010)?-?${secret}(?![0-9a-f])`);
    expect(everything).not.toMatch(alone);
  }
});

it('is ready with its database and Redis, and exposes its metrics', async () => {
  const customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'));
  await customer.settled(1);
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
    status: 'ready',
    checks: { database: true, redis: true },
  });
  const metrics = await (await fetch(`${metricsUrl}/metrics`)).text();
  expect(metrics).toMatch(
    /movecall_notifier_deliveries_settled_total\{template="CALL_ACCEPTED",outcome="DELIVERED"\} [1-9]/,
  );
});
