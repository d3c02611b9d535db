import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

it('an event delivered ten times in random order causes one message', async () => {
  const customers = [world.newCustomer(), world.newCustomer()];
  await world.state(
    ...customers.flatMap((customer) => [
      customer.statusFact(1, 'REQUESTED'),
      customer.statusFact(2, 'CANCELLED'),
    ]),
  );
  const entries = await world.redis.xrange(world.stream, '-', '+');
  const again = Array.from({ length: 9 }, () =>
    entries.map((entry) => ({ entry, at: Math.random() })),
  ).flat();
  for (const { entry } of again.sort((a, b) => a.at - b.at))
    await world.redis.xadd(world.stream, '*', ...entry[1]);

  await world.startNotifier();
  await world.startNotifier({ INSTANCE: '2', PORT: '0' });
  await world.settled();
  for (const customer of customers) {
    await customer.settled(2);
    expect((await customer.messages()).map(({ templateId }) => templateId)).toEqual([
      'CALL_ACCEPTED',
      'CALL_CANCELLED',
    ]);
    expect(await customer.alerts()).toHaveLength(2);
  }
});

it('two replicas share the work, and no customer receives a message twice', async () => {
  await world.startNotifier();
  await world.startNotifier({ INSTANCE: '2', PORT: '0' });
  const customers = Array.from({ length: 40 }, () => world.newCustomer());
  await world.state(...customers.map((customer) => customer.statusFact(1, 'REQUESTED')));
  await world.state(...customers.map((customer) => customer.statusFact(2, 'CONFIRMED')));
  for (const customer of customers) {
    await customer.settled(2);
    expect((await customer.messages()).map(({ templateId }) => templateId)).toEqual([
      'CALL_ACCEPTED',
      'MOVER_CONFIRMED',
    ]);
    expect(await customer.alerts()).toHaveLength(2);
  }
});

it('a permanently rejected message ends, and the next one is sent', async () => {
  await world.startNotifier({ SOLAPI_TEMPLATE_IDS: 'CALL_ACCEPTED=NOT_REGISTERED' });
  const customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'), customer.statusFact(2, 'CONFIRMED'));
  expect(await customer.settled(2)).toMatchObject([
    { status: 'FAILED', failureCode: '1026', attempt: 1 },
    { status: 'DELIVERED', attempt: 1 },
  ]);
});

it('a message is delivered once the provider is available', async () => {
  const first = await world.startNotifier({ SOLAPI_URL: 'http://127.0.0.1:9' });
  const customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'));
  await vi.waitFor(async () => expect((await customer.rows())[0]?.attempt ?? 0).toBeGreaterThanOrEqual(2), {
    timeout: 60_000,
  });
  await first.close();
  await world.startNotifier();
  expect(await customer.settled(1)).toMatchObject([{ status: 'DELIVERED' }]);
  expect(await customer.messages()).toHaveLength(1);
});

it('every customer receives each message once although database connections are cut repeatedly', async () => {
  await world.startNotifier();
  const customers = Array.from({ length: 20 }, () => world.newCustomer());
  for (const customer of customers) {
    await world.state(customer.statusFact(1, 'REQUESTED'), customer.statusFact(2, 'CONFIRMED'));
    await world.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'notifier-1'`;
  }
  for (const customer of customers) {
    expect((await customer.settled(2)).map(({ status }) => status)).toEqual(['DELIVERED', 'DELIVERED']);
    expect((await customer.messages()).map(({ templateId }) => templateId)).toEqual([
      'CALL_ACCEPTED',
      'MOVER_CONFIRMED',
    ]);
    expect(await customer.alerts()).toHaveLength(2);
  }
});
