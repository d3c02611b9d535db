import { openDatabase } from '@movecall/database';
import { createReaction } from '@movecall/decider';
import type { EventEnvelope, Handle } from '@movecall/eventlog';
import { freePort } from '@movecall/embedded/ports';
import { type EventOf, fact, type Fact, type MoveCallStatus } from '@movecall/schema/events';
import { streamOf } from '@movecall/schema/streams';
import { commandsOf } from '@movecall/schema/reactions';
import { readSandboxConfig } from '@movecall/sandbox/config';
import type { FaultMode } from '@movecall/sandbox/faults';
import type { Message } from '@movecall/sandbox/message';
import { createSandbox } from '@movecall/sandbox/service';
import { PATIENCE } from '@movecall/testkit/patience';
import type { Env } from '@movecall/testkit/service-env';
import { createLogger } from '@movecall/telemetry/logger';
import { createServiceHarness } from '@movecall/testkit/service-harness';
import { sql as drizzleSql } from 'drizzle-orm';
import { randomInt, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { DeliveryPolicy } from '../src/delivery-policy.ts';
import { createLedger, type Ledger } from '../src/ledger.ts';
import { createReactions } from '../src/reactions.ts';
import { createNotifierService, type NotifierOverrides } from '../src/service.ts';
import type { DeliveryRow } from '../src/tables.ts';
import { statusData } from './facts.ts';

/**
 * The standard policy with shorter times. They are still long enough for a provider in the same process on a busy machine:
 * a request in flight neither times out nor is taken for absent.
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

/** The reaction to events, without the consumer's inbox. */
export const reactionOf = (ledger: Ledger): Handle =>
  createReaction(commandsOf(createReactions('http://movecall.example')), ledger.executeIntents);

export type World = Awaited<ReturnType<typeof createWorld>>;
export type Customer = ReturnType<World['newCustomer']>;

/** Applies events in one transaction, as a replica that sends nothing. */
export async function applySilently({ db }: World, events: readonly EventEnvelope[]): Promise<void> {
  const ledger = createLedger({
    db,
    policy: hasty,
    now: () => new Date(),
    sharedClock: drizzleSql`now()`,
    newId: randomUUID,
    random: Math.random,
    replica: 'test',
    onSettled: () => undefined,
    onDue: () => undefined,
    onFreed: () => undefined,
  });
  await db.transaction((tx) => reactionOf(ledger)(tx, events));
}

const account = { SOLAPI_API_KEY: 'NCSTEST', SOLAPI_API_SECRET: 'secret', SOLAPI_WEBHOOK_SECRET: 'hook' };

/**
 * The surroundings of a notifier: a database, the streams of the call service, and the sandbox as its provider.
 *
 * @param reports whether the sandbox sends delivery reports
 */
export async function createWorld({ reports = true }: { reports?: boolean } = {}) {
  // The notifier and the sandbox have to know each other's address.
  const port = await freePort();
  const sandboxLogged: string[] = [];
  const sandbox = await startSandbox(sandboxLogged, reports ? `http://127.0.0.1:${port}/reports` : null);
  const harness = await createServiceHarness(
    {
      name: 'notifier',
      readConfig,
      create: (config, overrides: NotifierOverrides = {}) =>
        createNotifierService(config, { policy: hasty, ...overrides }),
    },
    {
      ...account,
      PORT: `${port}`,
      PUBLIC_URL: 'http://movecall.example',
      SOLAPI_URL: sandbox.url,
      SOLAPI_PF_ID: 'movecall',
      SOLAPI_SENDER: '0215880000',
    },
  );
  const { config, sql, sealer } = harness;
  const database = await openDatabase({
    url: config.databaseUrl,
    applicationName: 'test',
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
  });

  return {
    ...harness,
    db: database.db,
    /** What the notifier and the sandbox have logged. */
    logged: () => [...harness.logged, ...sandboxLogged],
    sandboxUrl: sandbox.url,
    /** The stream of the call service. */
    stream: streamOf(config.streamPrefix, 'call'),
    /** Publishes facts of the call service. */
    state: harness.deliver,
    /** Starts a replica. It stops with the world. */
    startNotifier: (env: Env = {}, overrides: NotifierOverrides = {}) => harness.start(env, overrides),

    /** Makes the sandbox fail the next requests to send. */
    async fault(mode: FaultMode, times = 1): Promise<void> {
      const answer = await fetch(`${sandbox.url}/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode, times }),
      });
      expect(answer.status).toBe(200);
    },

    /** A customer with a phone of their own and one call or sign-in. */
    newCustomer() {
      const id = randomUUID();
      // Some of the ranges above are not assigned.
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
        /** Waits until the customer has so many messages and all of them are final. */
        settled: (count: number): Promise<DeliveryRow[]> =>
          vi.waitFor(async () => {
            const found = await rows();
            expect(found.map(({ status }) => status).filter((status) => !FINAL.has(status))).toEqual([]);
            expect(found).toHaveLength(count);
            return found;
          }, PATIENCE),
        /** Waits until the newest message has a status. */
        stands: (status: RegExp): Promise<void> =>
          vi.waitFor(async () => expect((await rows()).at(-1)?.status).toMatch(status), {
            ...PATIENCE,
            interval: 5,
          }),
        /** The messages on the customer's phone. */
        messages: async (): Promise<Message[]> =>
          (await (await fetch(`${sandbox.url}/messages?to=${national}`)).json()) as Message[],
        /** The AlertSettled events about the customer's call. */
        alerts: async (): Promise<EventOf<'AlertSettled'>[]> =>
          (await harness.outbox()).filter(({ correlationId }) => correlationId === id) as never,
      };
    },

    async close(): Promise<void> {
      await database.close();
      await harness.close();
      await sandbox.close();
    },
  };
}

const FINAL = new Set<string>(['DELIVERED', 'FAILED', 'SUPERSEDED']);

/**
 * @param logged gets the sandbox's log lines
 * @param reportUrl where the sandbox sends delivery reports; null: nowhere
 */
function startSandbox(logged: string[], reportUrl: string | null) {
  const env = { ...account, HOST: '127.0.0.1', ...(reportUrl !== null && { REPORT_URL: reportUrl }) };
  const logger = createLogger('sandbox', 'debug', { write: (line) => logged.push(line) });
  return createSandbox({ ...readSandboxConfig(env), logger }, { deliveryMs: 30, reportRetryMs: 50 });
}
