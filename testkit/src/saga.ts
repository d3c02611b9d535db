import { addDays, seoulDay } from '@movecall/values/days';
import { type Producer, producers, streamOf } from '@movecall/schema/events';
import { createIdentitySigner, IDENTITY_HEADER, type Viewer } from '@movecall/identity';
import { Redis } from 'ioredis';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { createTestDatabase } from './database.ts';
import { createFaultProxy } from './fault-proxy.ts';
import { readConfig as readNotifierConfig } from '@movecall/notifier/config';
import { readSandboxConfig } from '@movecall/sandbox/config';
import { createSandbox } from '@movecall/sandbox/service';
import { createNotifierService } from '@movecall/notifier/service';
import { readConfig as readAssignConfig } from '@movecall/assign/config';
import { createAssignService } from '@movecall/assign/service';
import { readConfig as readCallConfig } from '@movecall/call/config';
import { createCallService } from '@movecall/call/service';
import { readConfig as readManageConfig } from '@movecall/manage/config';
import { createManageService } from '@movecall/manage/service';
import type { Message } from '@movecall/sandbox/message';
import { until } from '@movecall/service/until';
import { startReplicas } from './replicas.ts';

export type Saga = Awaited<ReturnType<typeof startSaga>>;

const OPERATOR: Viewer = { id: randomUUID(), role: 'OPERATOR', moverId: null };

export interface SagaOptions {
  /** The INSTANCE of each service's replicas. */
  readonly instances?: readonly string[];
}

/** Whose call it is, and which replica is asked for it. */
export interface Asking {
  readonly by?: Viewer;
  readonly nth?: number;
  readonly idempotencyKey?: string;
}

/**
 * Call, manage, assign, notifier and the sandbox in this process, as their factories compose them; no router. The nth
 * replica of call asks the nth one of manage, and another one when that has stopped.
 */
export async function startSaga({ instances = ['1'] }: SagaOptions = {}) {
  const prefix = `test-${randomUUID()}`;
  // As long as it lasts: calls for one day are for the same one, also when it becomes tomorrow meanwhile.
  const today = seoulDay(new Date());
  const databases = Object.fromEntries(
    await Promise.all(producers.map(async (name) => [name, await createTestDatabase()] as const)),
  ) as Record<Producer, Awaited<ReturnType<typeof createTestDatabase>>>;
  const { privateKey } = generateKeyPairSync('ed25519');
  const base = {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    REDIS_URL: inject('redisUrl'),
    STREAM_PREFIX: prefix,
    IDENTITY_KEY: randomBytes(32).toString('base64'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    SOLAPI_API_KEY: 'NCSTEST',
    SOLAPI_API_SECRET: 'secret',
    SOLAPI_WEBHOOK_SECRET: 'hook',
  };
  const env = (name: Producer, INSTANCE: string, more: Record<string, string> = {}) => ({
    ...base,
    INSTANCE,
    [`${name.toUpperCase()}_DATABASE_URL`]: databases[name].url,
    ...more,
  });

  const reports = await createFaultProxy(() => notifier.url(0));
  const sandbox = await createSandbox(readSandboxConfig({ ...base, REPORT_URL: `${reports.url}/reports` }), {
    deliveryMs: 10,
    reportRetryMs: 50,
  });
  const manage = await startReplicas(instances, (instance) =>
    createManageService(readManageConfig(env('manage', instance))),
  );
  const lines = await Promise.all(instances.map((_, nth) => createFaultProxy(() => manage.url(nth))));
  const assign = await startReplicas(instances, (instance) =>
    createAssignService(readAssignConfig(env('assign', instance))),
  );
  const call = await startReplicas(instances, (instance, nth) =>
    createCallService(
      readCallConfig(
        env('call', instance, {
          MANAGE_URL: lines[nth]!.url,
          LOGIN_PRIVATE_KEY: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'test' }),
          // What one call has to go through must not close the way for the next.
          MANAGE_FAILURES_TO_OPEN: '100',
          // All of them share a machine that may be slow.
          MANAGE_TIMEOUT_MS: '10000',
          ATTEMPT_DEADLINE_MS: '20000',
        }),
      ),
    ),
  );
  const notifier = await startReplicas(instances, (instance) =>
    createNotifierService(
      readNotifierConfig(
        env('notifier', instance, {
          PUBLIC_URL: 'http://movecall.example',
          SOLAPI_URL: sandbox.url,
          SOLAPI_PF_ID: 'movecall',
          SOLAPI_SENDER: '0215880000',
        }),
      ),
    ),
  );
  const replicas = { call, manage, assign, notifier };
  const running = new Set([call, notifier, assign, ...lines, manage, reports, sandbox]);

  const redis = new Redis(inject('redisUrl'));
  const sql = Object.fromEntries(
    producers.map((name) => [name, postgres(databases[name].url, { max: 2, onnotice: () => undefined })]),
  ) as Record<Producer, postgres.Sql>;
  const signer = createIdentitySigner(new Uint8Array(Buffer.from(base.IDENTITY_KEY, 'base64')));
  const customer = await newCustomer('+821012345678');

  async function newCustomer(tel: string): Promise<Viewer> {
    const id = randomUUID();
    await sql.call`insert into people (id, tel, created_at) values (${id}, ${tel}, now())`;
    return { id, role: 'CUSTOMER', moverId: null };
  }

  async function ask<T>(url: string, viewer: Viewer | null, query: string, variables: object): Promise<T> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await signer.sign(viewer) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  const messages = async (): Promise<Message[]> =>
    (await (await fetch(`${sandbox.url}/messages`)).json()) as Message[];

  return {
    sql,
    /** Where its databases are. */
    urls: Object.fromEntries(producers.map((name) => [name, databases[name].url])) as Record<
      Producer,
      string
    >,
    redis,
    prefix,
    /** The replicas of each service. */
    replicas,
    /** The way to manage, of each replica of call. */
    lines,
    /** What the checker reads. */
    subject: { databases: sql, redis, streamPrefix: prefix, sandboxMessages: messages },

    async registerMover(tel: string): Promise<void> {
      await ask(
        assign.url(0),
        OPERATOR,
        'mutation ($input: RegisterMoverInput!) { registerMover(input: $input) { userErrors { code } } }',
        {
          input: {
            name: '백영곤',
            tel,
            plate: '34가4567',
            base: { address: '마포구' },
            moveTypes: ['FULL_PACKING'],
          },
        },
      );
    },

    /** @param tel in E.164. */
    newCustomer,

    /** @returns the call's id; null when the customer is to try again. */
    async request(
      daysAhead: number,
      { by = customer, nth = 0, idempotencyKey }: Asking = {},
    ): Promise<string | null> {
      const movingOn = addDays(today, daysAhead);
      const { requestMoveCall } = await ask<{ requestMoveCall: { moveCall: { id: string } | null } }>(
        call.url(nth),
        by,
        'mutation ($input: RequestMoveCallInput!) { requestMoveCall(input: $input) { moveCall { id } userErrors { code } } }',
        {
          input: {
            moveType: 'FULL_PACKING',
            location: { address: 'mapo' },
            cost: 2_500_000,
            movingOn,
            idempotencyKey,
          },
        },
      );
      return requestMoveCall.moveCall?.id ?? null;
    },

    cancel: (id: string, { by = customer, nth = 0 }: Asking = {}) =>
      ask(call.url(nth), by, 'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }', {
        id,
      }),

    requestLoginCode: (tel: string) =>
      ask(
        call.url(0),
        null,
        'mutation ($tel: String!) { requestLoginCode(tel: $tel) { userErrors { code } } }',
        { tel },
      ),

    /** Once a call has a status, and says why it waits if it does. */
    reaches: (id: string, status: 'CONFIRMED' | 'ASSIGNING' | 'CANCELLED') =>
      until(`call ${id} to be ${status}`, async () => {
        const [row] = await sql.call<{ done: boolean }[]>`
          select status = ${status} and (status <> 'ASSIGNING' or waiting_reason is not null) as done
          from calls where id = ${id}`;
        return row?.done || undefined;
      }),

    /** Nothing changes any more: what is changed by hand then stays as it is. */
    async freeze(): Promise<void> {
      for (const part of running) {
        running.delete(part);
        await part.close();
      }
    },

    async close(): Promise<void> {
      await this.freeze();
      for (const name of producers) await sql[name].end();
      await redis.del(...producers.map((name) => streamOf(prefix, name)));
      redis.disconnect();
      for (const name of producers) await databases[name].drop();
    },
  };
}
