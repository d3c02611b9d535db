import type { EventEnvelope } from '@movecall/eventlog';
import { createIdentitySigner, IDENTITY_HEADER, type Viewer } from '@movecall/identity';
import { parseTel, type Tel } from '@movecall/values/tel';
import { createSealer, sealingKeys } from '@movecall/eventlog/sealer';
import { generateKeyPairSync, randomBytes, randomInt, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { expect, inject, onTestFinished, vi } from 'vitest';
import { createTestDatabase } from '@movecall/testkit/database';
import { readConfig } from '../src/config.ts';
import type { UserError } from '../src/messages.ts';
import { type CallOverrides, createCallService } from '../src/service.ts';
import { startFakeManage } from './fake-manage.ts';

const key = (): string => randomBytes(32).toString('base64');

export const telOf = (text: string): Tel => {
  const tel = parseTel(text);
  if (!tel) throw new Error(`${text} is no phone`);
  return tel;
};

/** A phone that no other test of this run uses. */
export const freshTel = (): Tel => telOf(`0102${String(randomInt(10_000_000)).padStart(7, '0')}`);

export interface Answer<T> {
  readonly status: number;
  readonly data: T;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export interface Payload {
  readonly moveCall: { readonly id: string; readonly [field: string]: unknown } | null;
  readonly userErrors: readonly UserError[];
}

export const OPERATOR_TEL = '01000000000';

/** Waits until something holds; its failure is what is shown when it never does. */
export const until = (holds: () => Promise<void> | void, timeout = 20_000): Promise<void> =>
  vi.waitFor(holds, { timeout, interval: 10 });

/** Stops the clock of this process until the test ends, and nothing else: what waits for sockets and timers goes on. */
export function stopClock(): { readonly advance: (ms: number) => void } {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return { advance: (ms) => void vi.setSystemTime(Date.now() + ms) };
}

/** A call service on a database of its own, with a manage that does as it is told. All of it ends with the test. */
export async function startCall(env: Readonly<Record<string, string>> = {}, overrides: CallOverrides = {}) {
  const database = await createTestDatabase();
  const manage = await startFakeManage();
  const sql = postgres(database.url, { max: 4, onnotice: () => undefined });
  const { privateKey } = generateKeyPairSync('ed25519');
  const variables = {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    IDENTITY_KEY: key(),
    SEALING_KEYS: `test:${key()}`,
    LOGIN_PRIVATE_KEY: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'test' }),
    OPERATOR_TELS: OPERATOR_TEL,
    CALL_DATABASE_URL: database.url,
    REDIS_URL: inject('redisUrl'),
    STREAM_PREFIX: `test-${randomUUID()}`,
    MANAGE_URL: manage.url,
    // A manage that is well is not to be given up, and its attempt not to be swept, because the machine is slow.
    MANAGE_TIMEOUT_MS: '10000',
    ATTEMPT_DEADLINE_MS: '30000',
    ...env,
  };
  const config = readConfig(variables);
  const service = await createCallService(config, overrides);
  const services = new Set([service]);
  const signer = createIdentitySigner(config.identityKey);

  onTestFinished(async () => {
    await Promise.all([...services].map(({ close }) => close()));
    await manage.close();
    await sql.end();
    await database.drop();
  });

  /** Asks a service by GraphQL, as the router does. */
  function clientOf(url: string) {
    async function ask<T>(viewer: Viewer | null, query: string, vars: object = {}): Promise<Answer<T>> {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await signer.sign(viewer) },
        body: JSON.stringify({ query, variables: vars }),
      });
      return { status: response.status, ...((await response.json()) as Omit<Answer<T>, 'status'>) };
    }

    async function request(viewer: Viewer | null, input: object = {}): Promise<Payload> {
      const { data, errors } = await ask<{ requestMoveCall: Payload }>(viewer, REQUEST, {
        input: { ...HOME, ...input },
      });
      if (errors) throw new Error(JSON.stringify(errors));
      return data.requestMoveCall;
    }

    /** A call that manage has accepted. */
    async function accepted(viewer: Viewer, input: object = {}): Promise<string> {
      const { moveCall, userErrors } = await request(viewer, input);
      if (!moveCall) throw new Error(JSON.stringify(userErrors));
      return moveCall.id;
    }

    async function cancel(viewer: Viewer | null, id: string, reason?: string): Promise<Payload> {
      const { data, errors } = await ask<{ cancelMoveCall: Payload }>(viewer, CANCEL, { id, reason });
      if (errors) throw new Error(JSON.stringify(errors));
      return data.cancelMoveCall;
    }

    return { url, ask, request, accepted, cancel };
  }

  /** One more of the same service. */
  async function replica(changed: Readonly<Record<string, string>>) {
    const other = await createCallService(readConfig({ ...variables, ...changed }), overrides);
    services.add(other);
    return clientOf(other.url);
  }

  /** Somebody who has signed in before. */
  async function person(
    role: Viewer['role'] = 'CUSTOMER',
    moverId: string | null = null,
  ): Promise<Viewer & { tel: Tel }> {
    const viewer = { id: randomUUID(), role, moverId, tel: freshTel() };
    await sql`insert into people (id, tel, created_at) values (${viewer.id}, ${viewer.tel}, now())`;
    return viewer;
  }

  /** What the service has stated, oldest first. */
  const facts = async (type?: string): Promise<EventEnvelope[]> => {
    const rows = await sql<{ event: EventEnvelope }[]>`select event from outbox order by position`;
    return rows.map(({ event }) => event).filter((event) => type === undefined || event.type === type);
  };

  return {
    ...clientOf(service.url),
    config,
    replica,
    /** Ends it before the test does. */
    async close(): Promise<void> {
      services.delete(service);
      await service.close();
    },
    manage,
    sql,
    sealer: createSealer(sealingKeys.parse(variables.SEALING_KEYS)),
    person,
    facts,
  };
}

export type CallHarness = Awaited<ReturnType<typeof startCall>>;

const HOME = { moveType: 'FULL_PACKING', location: { address: 'mapo' }, cost: 2_500_000 };

const USER_ERRORS = 'userErrors { code message field retryAfterSeconds }';
const REQUEST = `mutation ($input: RequestMoveCallInput!) {
  requestMoveCall(input: $input) { moveCall { id status statusLabel version tel cost movingOn } ${USER_ERRORS} }
}`;
const CANCEL = `mutation ($id: ID!, $reason: String) {
  cancelMoveCall(id: $id, reason: $reason) { moveCall { id status version mover { id } } ${USER_ERRORS} }
}`;

/** What is left of every attempt: how many calls, versions and events there are, and how attempts ended. */
export async function leftovers({ sql, facts }: CallHarness) {
  const [counts] = await sql<{ calls: number; versions: number }[]>`
    select (select count(*)::int from calls) as calls, (select count(*)::int from timeline) as versions`;
  const attempts = await sql<{ status: string }[]>`select status from attempts order by created_at`;
  return {
    ...counts,
    attempts: attempts.map(({ status }) => status),
    events: (await facts()).map(({ type }) => type),
  };
}

/** What is left of an attempt that was withdrawn … */
export const nothing = { calls: 0, versions: 0, attempts: ['VOID'], events: ['CallWithdrawn'] };

/** … and what its customer was told. */
export const tryAgain = {
  moveCall: null,
  userErrors: [expect.objectContaining({ code: 'TRY_AGAIN_LATER' })],
};
