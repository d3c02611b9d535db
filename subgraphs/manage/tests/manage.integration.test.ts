import { type EventEnvelope, writeEnvelope } from '@movecall/eventlog';
import { type Fact, fact } from '@movecall/schema/events';
import { createIdentitySigner, IDENTITY_HEADER, type Viewer } from '@movecall/identity';
import { createLogger } from '@movecall/telemetry/logger';
import type { Service } from '@movecall/service/run';
import { Redis } from 'ioredis';
import { randomBytes, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@movecall/testkit/database';
import type { ManageConfig } from '../src/config.ts';
import { createManageService } from '../src/service.ts';

const identityKey = new Uint8Array(randomBytes(32));
const signer = createIdentitySigner(identityKey);
const callService: Viewer = { id: 'call', role: 'SERVICE', moverId: null };
const operator: Viewer = { id: randomUUID(), role: 'OPERATOR', moverId: null };
const customer = (id: string): Viewer => ({ id, role: 'CUSTOMER', moverId: null });

let database: TestDatabase;
let config: ManageConfig;
let service: Service;
let redis: Redis;
let sql: postgres.Sql;

beforeEach(async () => {
  database = await createTestDatabase();
  config = {
    host: '127.0.0.1',
    port: 0,
    lameDuckMs: 0,
    keepAliveMs: 65_000,
    stuckAfterMs: 60_000,
    version: 'test',
    instance: '1',
    logger: createLogger('manage', 'silent'),
    databaseUrl: database.url,
    migrating: 'apply',
    redisUrl: inject('redisUrl'),
    redisCluster: false,
    streamPrefix: `test-${randomUUID()}`,
    identityKey,
    introspection: true,
    maxAcceptancesInFlight: 64,
  };
  service = await createManageService(config);
  redis = new Redis(config.redisUrl);
  sql = postgres(database.url);
});
afterEach(async () => {
  await service.close();
  const streams = await redis.keys(`${config.streamPrefix}:*`);
  if (streams.length > 0) await redis.del(...streams);
  redis.disconnect();
  await sql.end();
  await database.drop();
});

async function ask(query: string, variables: object, viewer: Viewer | null | 'unsigned') {
  const headers = viewer === 'unsigned' ? {} : { [IDENTITY_HEADER]: await signer.sign(viewer) };
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

/** What the queries of this file can answer. */
interface Body {
  readonly data: {
    readonly requestAssignment: { readonly outcome: string; readonly retryAfterSeconds: number | null };
    readonly _entities: readonly {
      readonly order: { readonly status: string; readonly statusLabel: string } | null;
    }[];
  };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

const REQUEST = `mutation ($input: RequestAssignmentInput!) { requestAssignment(input: $input) { outcome retryAfterSeconds } }`;
const requestOf = (callId: string, ownerId: string = randomUUID()) => ({
  callId,
  ownerId,
  moveType: 'FULL_PACKING',
  address: 'mapo',
  district: '마포구',
  latitude: 37.5663,
  longitude: 126.9019,
  movingOn: '2026-12-01',
  cost: 2_500_000,
});
const requestAssignment = async (callId: string, ownerId?: string) =>
  (await ask(REQUEST, { input: requestOf(callId, ownerId) }, callService)).body.data.requestAssignment
    .outcome;

const ORDER = `query ($id: ID!) { _entities(representations: [{ __typename: "MoveCall", id: $id }]) { ... on MoveCall { order { status statusLabel } } } }`;
const orderOf = async (callId: string, viewer: Viewer = operator) =>
  (await ask(ORDER, { id: callId }, viewer)).body.data._entities[0]?.order ?? null;
const orderToBe = (callId: string, status: string) =>
  vi.waitFor(async () => expect((await orderOf(callId))?.status).toBe(status), {
    timeout: 5_000,
    interval: 10,
  });

/** An event of another service, put on its stream as its relay would. */
async function deliver(
  producer: 'call' | 'assign',
  sequence: number,
  { type, version, correlationId, data }: Fact,
): Promise<void> {
  const event: EventEnvelope = {
    id: randomUUID(),
    type,
    version,
    time: new Date().toISOString(),
    producer,
    correlationId,
    sequence,
    causationId: null,
    traceparent: null,
    data,
  };
  await redis.xadd(`${config.streamPrefix}:${producer}`, '*', 'event', writeEnvelope(event));
}
const stated = async () =>
  (await sql<{ event: EventEnvelope }[]>`select event from outbox order by position`).map(
    ({ event }) => event.type,
  );

const completed = (callId: string, moverId: string = randomUUID()) =>
  fact('AssignmentCompleted', callId, {
    assignmentId: randomUUID(),
    mover: { id: moverId, name: '백영곤', tel: 'k1.aa.bb', plate: '34가4567' },
    distanceMeters: 10,
  });

test('an accepted order and its AssignmentRequested are there together, once, however often it is asked for', async () => {
  const callId = randomUUID();
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => requestAssignment(callId)));
  expect(new Set(outcomes)).toEqual(new Set(['ACCEPTED']));
  expect(await stated()).toEqual(['AssignmentRequested']);
  expect(await orderOf(callId)).toEqual({ status: 'ACCEPTED', statusLabel: '접수' });
  await vi.waitFor(async () => expect(await redis.xlen(`${config.streamPrefix}:manage`)).toBe(1), {
    timeout: 5_000,
    interval: 10,
  });
});

test('an order follows its assignment: waiting, assigned', async () => {
  const callId = randomUUID();
  await requestAssignment(callId);
  await deliver('assign', 1, fact('AssignmentFailed', callId, { reason: 'NO_MOVER_FREE' }));
  await orderToBe(callId, 'WAITING');
  await deliver('assign', 2, completed(callId));
  await orderToBe(callId, 'ASSIGNED');
});

test('a cancelled call asks assign to release, and a late assignment changes nothing', async () => {
  const callId = randomUUID();
  await requestAssignment(callId);
  await deliver('call', 1, fact('CallCancelled', callId, { reason: null }));
  await orderToBe(callId, 'CANCELLED');
  await deliver('assign', 1, completed(callId));
  await deliver('assign', 2, fact('AssignmentCancelled', callId, { assignmentId: randomUUID() }));
  const other = randomUUID();
  await requestAssignment(other);
  await deliver('assign', 1, completed(other));
  await orderToBe(other, 'ASSIGNED');
  expect((await orderOf(callId))?.status).toBe('CANCELLED');
  expect((await stated()).filter((type) => type === 'AssignmentCancelRequested')).toHaveLength(1);
});

test('an acceptance that lands after its withdrawal is refused and leaves no order', async () => {
  const callId = randomUUID();
  await deliver('call', 1, fact('CallWithdrawn', callId, {}));
  await vi.waitFor(async () => expect((await sql`select from tombstones`).count).toBe(1), {
    timeout: 5_000,
    interval: 10,
  });
  expect(await requestAssignment(callId)).toBe('WITHDRAWN');
  expect(await orderOf(callId)).toBeNull();
  expect(await stated()).toEqual([]);
});

test('acceptance and withdrawal in the same moment never leave an order that lives', async () => {
  const callIds = Array.from({ length: 40 }, () => randomUUID());
  await Promise.all(
    callIds.flatMap((id) => [requestAssignment(id), deliver('call', 1, fact('CallWithdrawn', id, {}))]),
  );
  await vi.waitFor(
    async () =>
      expect((await sql`select from inbox where type = 'CallWithdrawn'`).count).toBe(callIds.length),
    { timeout: 10_000, interval: 10 },
  );
  expect((await sql`select from orders where status <> 'CANCELLED'`).count).toBe(0);
  expect((await sql`select from orders o join tombstones t on t.call_id = o.call_id`).count).toBe(0);
});

test('over the limit of acceptances in flight, manage asks to try again and stores nothing', async () => {
  await service.close();
  service = await createManageService({ ...config, maxAcceptancesInFlight: 0 });
  const { body } = await ask(REQUEST, { input: requestOf(randomUUID()) }, callService);
  expect(body.data.requestAssignment).toEqual({ outcome: 'OVERLOADED', retryAfterSeconds: 2 });
  expect(await stated()).toEqual([]);
});

test('an order is shown to its owner, the mover who has it and operators, and to nobody else', async () => {
  const [callId, ownerId, moverId] = [randomUUID(), randomUUID(), randomUUID()];
  await requestAssignment(callId, ownerId);
  await deliver('assign', 1, completed(callId, moverId));
  await orderToBe(callId, 'ASSIGNED');
  expect(await orderOf(callId, customer(ownerId))).not.toBeNull();
  expect(await orderOf(callId, { id: randomUUID(), role: 'MOVER', moverId })).not.toBeNull();
  expect(await orderOf(callId, customer(randomUUID()))).toBeNull();
  expect(await orderOf(callId, { id: randomUUID(), role: 'MOVER', moverId: randomUUID() })).toBeNull();
  expect((await ask(ORDER, { id: callId }, null)).body.data._entities[0]?.order).toBeNull();
  expect(await orderOf('not an id')).toBeNull();
});

test('only a service may request an assignment, and nobody without a signed identity gets in', async () => {
  const input = requestOf(randomUUID());
  expect((await ask(REQUEST, { input }, operator)).body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const unsigned = await ask('{ _service { sdl } }', {}, 'unsigned');
  expect(unsigned.status).toBe(401);
  expect(unsigned.body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(await stated()).toEqual([]);
});

test('a request that makes no sense is refused and stored nowhere', async () => {
  const input = { ...requestOf(randomUUID()), movingOn: '2026-02-30' };
  const { body } = await ask(REQUEST, { input }, callService);
  expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expect((await sql`select from orders`).count).toBe(0);
});

test('it is ready, and says so', async () => {
  const response = await fetch(`${service.url}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    200,
    { status: 'ready', checks: { database: true } },
  ]);
  expect(await (await fetch(`${service.url}/metrics`)).text()).toContain(
    'movecall_manage_acceptances_in_flight',
  );
});
