import { type Producer, producers, streamOf } from '@movecall/schema/events';
import { createIdentitySigner, IDENTITY_HEADER, type Viewer } from '@movecall/schema/identity';
import { Redis } from 'ioredis';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { createTestDatabase } from '../../../e2e/support/database.ts';
import { readConfig as readNotifierConfig } from '../../../notifier/src/config.ts';
import { readSandboxConfig } from '../../../notifier/src/sandbox/config.ts';
import { createSandbox } from '../../../notifier/src/sandbox/service.ts';
import { createNotifierService } from '../../../notifier/src/service.ts';
import { readConfig as readAssignConfig } from '../../../subgraphs/assign/src/config.ts';
import { createAssignService } from '../../../subgraphs/assign/src/service.ts';
import { readConfig as readCallConfig } from '../../../subgraphs/call/src/config.ts';
import { createCallService } from '../../../subgraphs/call/src/service.ts';
import { readConfig as readManageConfig } from '../../../subgraphs/manage/src/config.ts';
import { createManageService } from '../../../subgraphs/manage/src/service.ts';
import { type Message, until } from '../../src/client.ts';
import { freePort } from '../../src/ports.ts';
import { startManageLine } from './manage-line.ts';

export type Saga = Awaited<ReturnType<typeof startSaga>>;

const OPERATOR: Viewer = { id: randomUUID(), role: 'OPERATOR', moverId: null };

/** Call, manage, assign, notifier and the sandbox in this process, as their factories compose them; no router. */
export async function startSaga() {
  const prefix = `test-${randomUUID()}`;
  const databases = Object.fromEntries(
    await Promise.all(producers.map(async (name) => [name, await createTestDatabase()] as const)),
  ) as Record<Producer, Awaited<ReturnType<typeof createTestDatabase>>>;
  const { privateKey } = generateKeyPairSync('ed25519');
  const port = await freePort();
  const base = {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    INSTANCE: '1',
    REDIS_URL: inject('redisUrl'),
    STREAM_PREFIX: prefix,
    IDENTITY_KEY: randomBytes(32).toString('base64'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    SOLAPI_API_KEY: 'NCSTEST',
    SOLAPI_API_SECRET: 'secret',
    SOLAPI_WEBHOOK_SECRET: 'hook',
  };
  const env = (name: Producer, more: Record<string, string> = {}) => ({
    ...base,
    [`${name.toUpperCase()}_DATABASE_URL`]: databases[name].url,
    ...more,
  });

  const sandbox = await createSandbox(
    readSandboxConfig({ ...base, REPORT_URL: `http://127.0.0.1:${port}/reports` }),
    { deliveryMs: 10, reportRetryMs: 50 },
  );
  const manage = await createManageService(readManageConfig(env('manage')));
  const line = await startManageLine(() => manage.url);
  const assign = await createAssignService(readAssignConfig(env('assign')));
  const call = await createCallService(
    readCallConfig(
      env('call', {
        MANAGE_URL: line.url,
        LOGIN_PRIVATE_KEY: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'test' }),
        // What one call has to go through must not close the way for the next.
        MANAGE_FAILURES_TO_OPEN: '100',
      }),
    ),
  );
  const notifier = await createNotifierService(
    readNotifierConfig(
      env('notifier', {
        PORT: String(port),
        PUBLIC_URL: 'http://movecall.example',
        SOLAPI_URL: sandbox.url,
        SOLAPI_PF_ID: 'movecall',
        SOLAPI_SENDER: '0215880000',
      }),
    ),
  );
  const running = new Set([call, notifier, assign, line, manage, sandbox]);

  const redis = new Redis(inject('redisUrl'));
  const sql = Object.fromEntries(
    producers.map((name) => [name, postgres(databases[name].url, { max: 2, onnotice: () => undefined })]),
  ) as Record<Producer, postgres.Sql>;
  const signer = createIdentitySigner(new Uint8Array(Buffer.from(base.IDENTITY_KEY, 'base64')));
  const customer: Viewer = { id: randomUUID(), role: 'CUSTOMER', moverId: null };
  await sql.call`insert into people (id, tel, created_at) values (${customer.id}, '+821012345678', now())`;

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
    line,
    /** What the checker reads. */
    subject: { databases: sql, redis, streamPrefix: prefix, sandboxMessages: messages },

    async registerMover(tel: string): Promise<void> {
      await ask(
        assign.url,
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

    /** @returns the call's id; null when the customer is to try again. */
    async request(daysAhead: number): Promise<string | null> {
      const movingOn = new Date(Date.now() + daysAhead * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
      const { requestMoveCall } = await ask<{ requestMoveCall: { moveCall: { id: string } | null } }>(
        call.url,
        customer,
        'mutation ($input: RequestMoveCallInput!) { requestMoveCall(input: $input) { moveCall { id } userErrors { code } } }',
        { input: { moveType: 'FULL_PACKING', location: { address: 'mapo' }, cost: 2_500_000, movingOn } },
      );
      return requestMoveCall.moveCall?.id ?? null;
    },

    cancel: (id: string) =>
      ask(call.url, customer, 'mutation ($id: ID!) { cancelMoveCall(id: $id) { userErrors { code } } }', {
        id,
      }),

    requestLoginCode: (tel: string) =>
      ask(
        call.url,
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
