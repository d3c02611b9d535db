import { isTransient } from '@movecall/transient-errors';
import { createAccount, type Outage } from '@movecall/testkit/database-outages';
import { createTlsGate, type Handshake, type TlsGate } from '@movecall/testkit/tls-gate';
import { drizzle } from 'drizzle-orm/postgres-js';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import postgres from 'postgres';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWorld, envelope, oneByOne, patience, recordEffect, type World } from './support.ts';

const MAX_ATTEMPTS = 3;
const HANDSHAKES: readonly Handshake[] = ['UNKNOWN', 'EXPIRED', 'OTHER_NAME', 'REFUSED', 'GARBAGE'];

/** A gate as an outage: its clients meet this handshake. */
const handshake = (gate: TlsGate, name: Handshake): Outage => ({
  name: `TLS handshake ${name}`,
  begin: async () => gate.set(name),
  end: async () => gate.set('TRUSTED'),
});

/** A world whose consumer logs in to its database with an account of its own, over TLS. */
async function createRefusableWorld() {
  const world = await createWorld();
  const account = await createAccount(world.url);
  const { hostname: host, port, href } = new URL(account.url);
  const gate = await createTlsGate({ host, port: Number(port) });
  const url = new URL(href);
  url.host = `127.0.0.1:${gate.port}`;
  const pool = postgres(url.href, {
    max: 2,
    ssl: { ca: [...gate.ca] },
    backoff: () => 0.01,
    onnotice: () => {},
  });
  onTestFinished(async () => {
    await pool.end({ timeout: 5 });
    await gate.close();
    await account.remove();
    await world.close();
  });
  const outages = [...account.outages, ...HANDSHAKES.map((name) => handshake(gate, name))];
  return { world, pool, outages };
}

/** The errors that the consumer has logged, and whether it counted them. */
function createLog() {
  const lines: { msg: string; err?: { code?: string } }[] = [];
  return { lines, logger: pino({ level: 'warn' }, { write: (line) => lines.push(JSON.parse(line)) }) };
}

/**
 * An event that fails once more after the outage than the consumer gives it attempts, less one. So it is applied if and only if
 * the outage counted none.
 */
const failingAtFirst = (failures: number): typeof recordEffect => {
  let left = failures;
  return async (tx, event) => {
    if (left-- > 0) throw new Error('the event fails');
    await recordEffect(tx, event);
  };
};

async function survives(world: World, pool: postgres.Sql, outage: Outage): Promise<void> {
  const { lines, logger } = createLog();
  const handle = oneByOne(failingAtFirst(MAX_ATTEMPTS - 1));
  const db = drizzle(pool);
  const options = { db, logger, handle, maxAttempts: MAX_ATTEMPTS, group: randomUUID(), backoffMs: 1 };
  await outage.begin();
  const consumer = await world.consumer(options);
  await world.appendByHand(envelope(randomUUID(), 1));
  await vi.waitFor(() => expect(lines.length, outage.name).toBeGreaterThan(MAX_ATTEMPTS), patience);
  await outage.end();
  await vi.waitFor(
    async () => {
      expect(
        await world.effects(),
        `${outage.name}: ${JSON.stringify(lines.map(({ err }) => err?.code))}`,
      ).toHaveLength(1);
    },
    { timeout: 10_000 },
  );
  expect(await world.sql`select from dead_letters`, outage.name).toHaveLength(0);
  await consumer.close();
  await world.sql`truncate effects, inbox`;
  await world.redis.del(world.stream);
}

test('a refused session is no attempt: no event becomes a dead letter, whatever refuses the session', async () => {
  const { world, pool, outages } = await createRefusableWorld();
  for (const outage of outages) await survives(world, pool, outage);
});

test('every refusal of a session is transient', async () => {
  const { pool, outages } = await createRefusableWorld();
  for (const outage of outages) {
    await outage.begin();
    const error: unknown = await pool`select 1`.catch((refused: unknown) => refused);
    await outage.end();
    expect(isTransient(error), `${outage.name}: ${String(error)}`).toBe(true);
  }
});
