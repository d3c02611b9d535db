import { connectNow, connectRedis, type RedisAddress } from '@movecall/redis';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import postgres from 'postgres';
import { Registry } from 'prom-client';
import { expect, inject, vi } from 'vitest';
import { createTestDatabase } from '@movecall/testkit/database';
import {
  appendEvents,
  type Database,
  type EventEnvelope,
  type Fact,
  type Handle,
  streamState,
  type Transaction,
} from '../src/index.ts';
import { startConsumer, type ConsumerOptions } from '../src/consumer/consumer.ts';
import { type PublishedStream, startRelay, type RelayOptions } from '../src/producer/relay.ts';
import { readEnvelope, toEntries, writeEnvelope } from '../src/stream/entries.ts';
import { startTail, type TailOptions } from '../src/stream/tail.ts';
import * as tables from '../src/tables.ts';

export const logger = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
export const metrics = (): Registry => new Registry();

/** How long tests wait for a condition: the machine may be busy. */
export const patience = { timeout: 60_000, interval: 10 };

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** How to start a relay that publishes the stream of the test, and others. */
export interface RelayChoices
  extends Partial<Omit<RelayOptions, 'publishes'>>, Partial<Pick<PublishedStream, 'groups' | 'retainMs'>> {
  readonly also?: readonly PublishedStream[];
}

interface Closable {
  close(): Promise<void>;
}

let address: RedisAddress | null = null;
/** From now on `createWorld` uses this Redis; with null the one that all tests share. */
export const useRedis = (other: RedisAddress | null): void => {
  address = other;
};

export type World = Awaited<ReturnType<typeof createWorld>>;

/**
 * Creates a database with the tables of the event log, and a stream name of its own. `close` closes all that was started in
 * it.
 */
export async function createWorld() {
  const database = await createTestDatabase();
  const connection = postgres(database.url, { onnotice: () => undefined, max: 10 });
  const db: Database = drizzle(connection);
  for (const statement of await generateMigration(generateDrizzleJson({}), generateDrizzleJson(tables))) {
    await db.execute(sql.raw(statement));
  }
  await db.execute(sql`create table effects (id serial primary key, correlation_id uuid, sequence int)`);
  const redis = connectRedis(
    address ?? { redisUrl: inject('redisUrl'), redisCluster: inject('redisCluster') },
  );
  redis.on('error', (error) => logger.debug({ err: error }, 'Redis connection'));
  await connectNow(redis);
  const stream = `test:${randomUUID()}`;
  const started: Closable[] = [];
  const keep = <T extends Closable>(part: T): T => {
    started.push(part);
    return part;
  };

  return {
    db,
    url: database.url,
    sql: connection,
    redis,
    stream,
    relay: async ({ groups = [], retainMs = WEEK_MS, also = [], ...options }: RelayChoices = {}) =>
      keep(
        await startRelay({
          db,
          sql: connection,
          redis,
          publishes: [{ stream, groups, retainMs }, ...also],
          logger,
          metrics: metrics(),
          ...options,
        }),
      ),
    consumer: async (options: Partial<ConsumerOptions> = {}) =>
      keep(
        await startConsumer({
          db,
          redis,
          group: 'group',
          consumer: 'one',
          streams: [stream],
          handle: oneByOne(recordEffect),
          logger,
          metrics: metrics(),
          backoffMs: 5,
          ...options,
        }),
      ),
    tail: async (onEvent: TailOptions['onEvent'], options: Partial<TailOptions> = {}) =>
      keep(await startTail({ redis, stream, from: '0-0', logger, onEvent, ...options })),
    record: (facts: readonly Fact[], producer = 'producer', outbox = tables.outbox) =>
      db.transaction((tx) =>
        appendEvents(
          tx,
          {
            producer,
            cause: { causationId: null, traceparent: null },
            now: new Date(),
            newId: randomUUID,
            outbox,
          },
          facts,
        ),
      ),
    entries: async () =>
      toEntries(stream, await redis.xrange(stream, '-', '+')).map((entry) => ({
        number: entry.number,
        event: readEnvelope(entry),
      })),
    effects: () =>
      db.execute<{ correlation_id: string; sequence: number }>(
        sql`select correlation_id, sequence from effects order by id`,
      ),
    /** Waits until the handlers have applied events with exactly these sequences, in this order. */
    effectsToBe: (expected: readonly number[]) =>
      vi.waitFor(async () => {
        const rows = await db.execute<{ sequence: number }>(sql`select sequence from effects order by id`);
        expect(rows.map(({ sequence }) => sequence)).toEqual(expected);
      }, patience),
    /** Waits until the group has finished every entry. */
    allAcknowledged: () =>
      vi.waitFor(async () => {
        const { last, groups } = await streamState(redis, stream);
        expect(groups).toMatchObject([{ group: 'group', delivered: last, pending: 0 }]);
      }, patience),
    /** Appends an entry with a number, as the relay does. */
    appendAsRelay: (
      number: number,
      payload: string = writeEnvelope(envelope(randomUUID(), number)),
      entryId: string = '*',
    ) => redis.xadd(stream, entryId, 'number', number, 'event', payload),
    /** Appends an entry without a number, as an operator does. */
    appendByHand: (entry: string | EventEnvelope) =>
      redis.xadd(stream, '*', 'event', typeof entry === 'string' ? entry : writeEnvelope(entry)),
    async close() {
      for (const part of started.toReversed()) await part.close();
      await redis.del(stream);
      redis.disconnect();
      await connection.end();
      await database.drop();
    },
  };
}

/** A handler that applies one event after the other. */
export const oneByOne =
  (apply: (tx: Transaction, event: EventEnvelope) => Promise<void>): Handle =>
  async (tx, events) => {
    for (const event of events) await apply(tx, event);
  };

/** Writes a row into `effects`. */
export async function recordEffect(tx: Transaction, event: EventEnvelope): Promise<void> {
  await tx.execute(
    sql`insert into effects (correlation_id, sequence) values (${event.correlationId}, ${event.sequence})`,
  );
}

export const somethingHappened = (correlationId: string, data: unknown = {}): Fact => ({
  type: 'SomethingHappened',
  version: 1,
  correlationId,
  data,
});

export const envelope = (correlationId: string, sequence: number): EventEnvelope => ({
  id: randomUUID(),
  type: 'SomethingHappened',
  version: 1,
  time: new Date().toISOString(),
  producer: 'producer',
  correlationId,
  sequence,
  causationId: null,
  traceparent: null,
  data: {},
});
