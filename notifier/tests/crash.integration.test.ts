import { sql } from 'drizzle-orm';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorld, type Customer, hasty, type World } from './world.ts';

let world: World;
let process_: ChildProcess | null = null;
beforeEach(async () => {
  // Without delivery reports only a lookup at the provider can tell what happened.
  world = await createWorld({ reports: false });
});
afterEach(async () => {
  process_?.kill('SIGKILL');
  process_ = null;
  await world.close();
});

/** Starts the notifier as a process, as in production. */
function spawnNotifier(): ChildProcess {
  const { config } = world;
  const [key] = config.sealingKeys;
  return spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('../src/main.ts', import.meta.url))],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        LOG_LEVEL: 'fatal',
        NOTIFIER_DATABASE_URL: config.databaseUrl,
        REDIS_URL: config.redisUrl,
        STREAM_PREFIX: config.streamPrefix,
        SEALING_KEYS: `${key?.id}:${key?.key.toString('base64')}`,
        PUBLIC_URL: config.publicUrl,
        SOLAPI_URL: config.solapi.url,
        SOLAPI_API_KEY: config.solapi.apiKey,
        SOLAPI_API_SECRET: config.solapi.apiSecret,
        SOLAPI_PF_ID: config.solapi.pfId,
        SOLAPI_SENDER: config.solapi.sender,
        SOLAPI_WEBHOOK_SECRET: config.solapi.webhookSecret,
      },
    },
  );
}

/** Kills the notifier while it waits for the provider's answer, then starts another one whose clock is past the lease. */
async function killWhileSending(fault: 'timeout-after-accept' | 'hang', taken: number): Promise<Customer> {
  await world.fault(fault);
  const killed = spawnNotifier();
  process_ = killed;
  const customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'));
  await customer.stands(/SENDING/);
  await vi.waitFor(async () => expect(await customer.messages()).toHaveLength(taken), { timeout: 60_000 });
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(await customer.rows()).toMatchObject([{ status: 'SENDING', attempt: 1 }]);
  await world.fault('none');
  await world.startNotifier({}, { sharedClock: sql`statement_timestamp() + interval '1 minute'` });
  return customer;
}

it('a message that the provider accepted before the crash is not sent again', async () => {
  const customer = await killWhileSending('timeout-after-accept', 1);
  expect(await customer.settled(1)).toMatchObject([{ status: 'DELIVERED', attempt: 1 }]);
  expect(await customer.messages()).toHaveLength(1);
});

it('a message that the provider did not receive before the crash is sent', async () => {
  const customer = await killWhileSending('hang', 0);
  expect(await customer.settled(1)).toMatchObject([{ status: 'DELIVERED', attempt: 2 }]);
  expect(await customer.messages()).toHaveLength(1);
});

it('another replica does not touch an attempt during its lease', async () => {
  await world.fault('timeout-after-accept');
  // Long enough for the second replica to start and poll within the lease.
  const policy = { ...hasty, timeoutMs: 4_000, leaseMs: 8_000, absenceMs: 8_000 };
  const first = await world.startNotifier({}, { policy });
  const customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'));
  await vi.waitFor(async () => expect(await customer.messages()).toHaveLength(1), { timeout: 60_000 });
  await world.startNotifier({ INSTANCE: '2', PORT: '0' });
  expect(await customer.rows()).toMatchObject([{ status: 'SENDING', attempt: 1 }]);
  await first.close();
  expect(await customer.settled(1)).toMatchObject([{ status: 'DELIVERED', attempt: 1 }]);
  expect(await customer.messages()).toHaveLength(1);
});

it('closing waits for the request in flight', async () => {
  const service = await world.startNotifier();
  const customer = world.newCustomer();
  await world.state(customer.statusFact(1, 'REQUESTED'));
  await customer.stands(/SENDING|ACCEPTED/);
  await service.close();
  expect(await customer.rows()).toMatchObject([
    { status: expect.stringMatching(/ACCEPTED|DELIVERED/), attempt: 1 },
  ]);
});
