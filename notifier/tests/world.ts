import { appendEvents, startRelay } from '@movecall/eventlog';
import { fact, type Fact, type MoveCallStatus, streamOf } from '@movecall/schema/events';
import { openDatabase } from '@movecall/database';
import { createLogger } from '@movecall/telemetry/logger';
import { createSealer } from '@movecall/eventlog/sealer';
import { Redis } from 'ioredis';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { expect, inject, vi } from 'vitest';
import { freePort } from '@movecall/embedded/ports';
import { createTestDatabase } from '@movecall/testkit/database';
import type { NotifierConfig } from '../src/config.ts';
import type { DeliveryPolicy } from '../src/delivery-policy.ts';
import type { FaultMode } from '@movecall/sandbox/faults';
import { createSandbox } from '@movecall/sandbox/service';
import { createNotifierService, type NotifierOverrides } from '../src/service.ts';
import type { DeliveryRow } from '../src/tables.ts';
import { statusData } from './facts.ts';

/**
 * As the real one, with less patience; with enough of it for a provider in the same process, on a machine that is busy:
 * what it is asked is not given up, nor taken for absent, while it is on its way.
 */
export const hasty: DeliveryPolicy = {
  beginMs: 1_000,
  timeoutMs: 1_500,
  leaseMs: 5_000,
  absenceMs: 4_000,
  retry: { firstMs: 50, maxMs: 500 },
  lookUp: { firstMs: 100, maxMs: 500 },
  report: { firstMs: 500, maxMs: 1_000 },
  usefulMs: 60_000,
  unconfirmedMs: 60_000,
};

/** Under load a provider in the same process is slow, and still no test may depend on it. */
const PATIENCE = { timeout: 60_000, interval: 20 };

export type World = Awaited<ReturnType<typeof createWorld>>;
export type Customer = ReturnType<World['newCustomer']>;

interface Alert {
  readonly type: string;
  readonly producer: string;
  readonly sequence: number;
  readonly data: {
    readonly deliveryId: string;
    readonly template: string;
    readonly channel: string;
    readonly outcome: string;
  };
}

const keys = [{ id: 'k1', key: randomBytes(32) }];
const account = { apiKey: 'NCSTEST', apiSecret: 'secret', webhookSecret: 'hook' };
const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

/**
 * A notifier's surroundings: a real Postgres and Redis, the real sandbox, and a stand-in for the call service that states
 * events as that one does, in an outbox of its own.
 *
 * @param reports whether the sandbox sends delivery reports
 */
export async function createWorld({ reports = true }: { reports?: boolean } = {}) {
  const ended: (() => Promise<unknown>)[] = [];
  const logged: string[] = [];
  const logger = createLogger('test', 'debug', { write: (line) => logged.push(line) });
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  const sealer = createSealer(keys);
  const redis = new Redis(inject('redisUrl'));
  ended.push(async () => redis.disconnect());

  const [own, call] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  ended.push(own.drop, call.drop);
  const [ledger, producer] = await Promise.all([
    openDatabase({ url: own.url, applicationName: 'test', migrations }),
    openDatabase({ url: call.url, applicationName: 'call', migrations }),
  ]);
  ended.push(ledger.close, producer.close);
  const { sql } = ledger;

  // Each has to know where the other one is.
  const port = await freePort();
  const sandbox = await createSandbox(
    {
      host: '127.0.0.1',
      port: 0,
      logger,
      file: null,
      pageOrigin: null,
      ...account,
      reportUrl: reports ? `http://127.0.0.1:${port}/reports` : null,
    },
    { deliveryMs: 30, reportRetryMs: 50 },
  );
  ended.push(sandbox.close);

  const stream = streamOf(prefix, 'call');
  const relay = await startRelay({
    db: producer.db,
    sql: producer.sql,
    redis,
    stream,
    groups: ['notifier'],
    logger,
    metrics: new Registry(),
  });
  const stopRelay = once(() => relay.close());
  ended.push(stopRelay);

  const config: NotifierConfig = {
    host: '127.0.0.1',
    port,
    lameDuckMs: 0,
    keepAliveMs: 65_000,
    stuckAfterMs: 60_000,
    version: 'test',
    instance: '1',
    logger,
    databaseUrl: own.url,
    migrating: 'apply',
    redisUrl: inject('redisUrl'),
    redisCluster: false,
    streamPrefix: prefix,
    sealingKeys: keys,
    publicUrl: 'http://movecall.example',
    solapi: { ...account, url: sandbox.url, pfId: 'movecall', sender: '0215880000', templateIds: {} },
  };

  const state = (...facts: Fact[]): Promise<void> =>
    producer.db.transaction((tx) =>
      appendEvents(
        tx,
        {
          producer: 'call',
          cause: { causationId: null, traceparent: null },
          now: new Date(),
          newId: randomUUID,
        },
        facts,
      ),
    );

  return {
    config,
    logged,
    sealer,
    redis,
    db: ledger.db,
    sql,
    stream,
    state,
    /** No more events are carried from the outbox; what is on the stream stays as it is. */
    stopRelay,

    /** Starts one; it ends with the world. */
    async startNotifier(change: Partial<NotifierConfig> = {}, overrides: NotifierOverrides = {}) {
      const service = await createNotifierService({ ...config, ...change }, { policy: hasty, ...overrides });
      const close = once(() => service.close());
      ended.push(close);
      return { url: service.url, close };
    },

    /** The sandbox's next requests to send fail like this. */
    async fault(mode: FaultMode, times = 1): Promise<void> {
      const answer = await fetch(`${sandbox.url}/faults`, {
        method: 'POST',
        body: JSON.stringify({ mode, times }),
      });
      expect(answer.status).toBe(200);
    },

    /** Somebody with a phone and one call (or sign-in), of which everything can be asked. */
    newCustomer() {
      const id = randomUUID();
      // Some later ranges are not assigned.
      const national = `010${randomInt(20_000_000, 49_999_999)}`;
      const tel = `+82${national.slice(1)}`;
      const rows = async (): Promise<DeliveryRow[]> => [
        ...(await sql<DeliveryRow[]>`
          select id, version, template, status, attempt, failure_code as "failureCode" from deliveries
          where correlation_id = ${id} order by version`),
      ];
      return {
        id,
        national,
        statusFact: (version: number, status: MoveCallStatus): Fact =>
          fact('MoveCallStatusChanged', id, statusData(sealer.seal, { version, status }, tel)),
        codeFact: (code: string, expiresAt: Date): Fact =>
          fact('LoginCodeRequested', id, {
            tel: sealer.seal(tel),
            code: sealer.seal(code),
            expiresAt: expiresAt.toISOString(),
          }),
        rows,
        /** Once so many messages have come to their end. */
        settled: (count: number): Promise<DeliveryRow[]> =>
          vi.waitFor(async () => {
            const found = await rows();
            expect(found.map(({ status }) => status).filter((status) => !END.has(status))).toEqual([]);
            expect(found).toHaveLength(count);
            return found;
          }, PATIENCE),
        /** Once the newest message stands like this. */
        stands: (status: RegExp): Promise<void> =>
          vi.waitFor(async () => expect((await rows()).at(-1)?.status).toMatch(status), {
            ...PATIENCE,
            interval: 5,
          }),
        /** What the phone shows. */
        messages: async (): Promise<
          { id: string; templateId: string; text: string; status: string; buttons: unknown }[]
        > => (await fetch(`${sandbox.url}/messages?to=${national}`)).json() as never,
        /** AlertSettled events about the call, as they were stated. */
        alerts: async (): Promise<Alert[]> =>
          (
            await sql<{ event: Alert }[]>`
            select event from outbox where event ->> 'correlationId' = ${id} order by position`
          ).map(({ event }) => event),
      };
    },

    async close(): Promise<void> {
      for (const end of ended.reverse()) await end();
    },
  };
}

const END = new Set<string>(['DELIVERED', 'FAILED', 'SUPERSEDED']);

function once(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | undefined;
  return () => (ending ??= end());
}
