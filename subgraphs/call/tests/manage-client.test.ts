import { createSealer, sealingKeys } from '@movecall/eventlog/sealer';
import { createIdentitySigner } from '@movecall/identity';
import type { Tel } from '@movecall/values/tel';
import { createLogger } from '@movecall/telemetry/logger';
import { randomBytes, randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { createManageClient, type ManageClientOptions } from '../src/acceptance/manage-client.ts';
import type { Move } from '../src/call/move.ts';
import { type Behaviour, startFakeManage } from './fake-manage.ts';
import { latch } from './latch.ts';

afterEach(() => {
  vi.useRealTimers();
});

const HALF_OPEN_AFTER_MS = 2_000;
const UNAVAILABLE = { accepted: false, why: 'UNAVAILABLE', retryAfterSeconds: 2 };

async function setUp(options: Partial<ManageClientOptions> = {}) {
  // Only Date: timers and sockets go on.
  vi.useFakeTimers({ toFake: ['Date'] });
  const manage = await startFakeManage();
  onTestFinished(() => manage.close());
  const client = createManageClient({
    url: manage.url,
    timeoutMs: 5_000,
    concurrency: 10,
    failuresToOpen: 3,
    halfOpenAfterMs: HALF_OPEN_AFTER_MS,
    random: () => 0,
    signer: createIdentitySigner(new Uint8Array(randomBytes(32))),
    sealer: createSealer(sealingKeys.parse(`k1:${randomBytes(32).toString('base64')}`)),
    logger: createLogger('test', 'silent'),
    metrics: new Registry(),
    ...options,
  });
  onTestFinished(() => client.close());
  const ask = () =>
    client.requestAssignment(draft(), '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
  return { manage, ask };
}

const move: Move = {
  moveType: 'FULL_PACKING',
  location: { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
  destination: null,
  movingOn: '2026-11-22',
  slot: 'ALL_DAY',
  cost: 2_500_000,
};
const draft = () => ({
  id: randomUUID(),
  ownerId: randomUUID(),
  tel: '+821012345678' as Tel,
  wanted: { quote: null, move },
});

const FAILURES: [string, Behaviour][] = [
  ['resets', { reset: true }],
  ['status 503', { status: 503, body: '' }],
  ['errors', { status: 200, body: '{"errors":[{"message":"Internal server error"}]}' }],
];

test.each(FAILURES)('the circuit opens after three failures in a row: %s', async (_name, failure) => {
  const { manage, ask } = await setUp();
  manage.behave(failure);
  for (let count = 0; count < 10; count += 1) expect(await ask()).toEqual(UNAVAILABLE);
  expect(manage.requests).toHaveLength(3);
});

test('the circuit opens after three failures in a row: hanging', async () => {
  const { manage, ask } = await setUp({ timeoutMs: 100 });
  manage.behave({ hang: true });
  for (let count = 0; count < 10; count += 1) expect(await ask()).toEqual(UNAVAILABLE);
  // A request that timed out may not have arrived.
  expect(manage.requests.length).toBeLessThanOrEqual(3);
});

test('the circuit stays closed while some requests are answered', async () => {
  const { manage, ask } = await setUp();
  for (let round = 0; round < 4; round += 1) {
    manage.behave({ reset: true });
    await ask();
    await ask();
    manage.behave({ answer: 'ACCEPTED' });
    expect(await ask()).toEqual({ accepted: true, move });
  }
  // The first failure of each round was on a kept connection, so the request was sent again on another one.
  expect(manage.requests).toHaveLength(15);
});

test.each(['OVERLOADED', 'WITHDRAWN'] as const)(
  'the circuit stays closed when manage refuses: %s is an answer',
  async (answer) => {
    const { manage, ask } = await setUp();
    manage.behave({ answer, retryAfterSeconds: 4 });
    for (let count = 0; count < 10; count += 1) {
      expect(await ask()).toEqual({ accepted: false, why: answer, retryAfterSeconds: 4 });
    }
    expect(manage.requests).toHaveLength(10);
  },
);

test('the circuit closes when the half-open request is answered', async () => {
  const { manage, ask } = await setUp();
  manage.behave({ reset: true });
  for (let count = 0; count < 3; count += 1) await ask();
  manage.behave({ answer: 'ACCEPTED' });
  expect(await ask()).toEqual(UNAVAILABLE);
  vi.setSystemTime(Date.now() + HALF_OPEN_AFTER_MS);
  expect(await ask()).toEqual({ accepted: true, move });
  expect(await ask()).toEqual({ accepted: true, move });
});

test('the circuit opens again when the half-open request fails, however many wait for it', async () => {
  const { manage, ask } = await setUp();
  manage.behave({ reset: true });
  for (let count = 0; count < 3; count += 1) await ask();
  vi.setSystemTime(Date.now() + HALF_OPEN_AFTER_MS);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([UNAVAILABLE, UNAVAILABLE, UNAVAILABLE]);
  expect(manage.requests).toHaveLength(4);
});

test('the bulkhead refuses one request too many at once, and that is not a failure for the circuit', async () => {
  const { manage, ask } = await setUp({ concurrency: 2, failuresToOpen: 1 });
  const answered = latch();
  manage.behave({ answer: 'ACCEPTED', after: answered.opened });
  const inFlight = [ask(), ask()];
  expect(await ask()).toEqual(UNAVAILABLE);
  answered.open();
  expect(await Promise.all(inFlight)).toEqual([
    { accepted: true, move },
    { accepted: true, move },
  ]);
  expect(await ask()).toEqual({ accepted: true, move });
});

test('refused customers come back spread over seconds, and not before the circuit is half-open', async () => {
  const draws = [0, 0.3, 0.6, 0.99];
  const { manage, ask } = await setUp({ random: () => draws.shift() ?? 0 });
  manage.behave({ reset: true });
  const refused = await Promise.all([ask(), ask(), ask(), ask()]);
  const seconds = refused.map((answer) => ('retryAfterSeconds' in answer ? answer.retryAfterSeconds : 0));
  expect(seconds.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
});

test('a request is sent again on another connection when manage closes the kept one', async () => {
  const { manage, ask } = await setUp({ failuresToOpen: 1 });
  expect(await ask()).toEqual({ accepted: true, move });
  manage.behave({ closesKept: true });
  expect(await ask()).toEqual({ accepted: true, move });
  // The same call id: manage recognises the repetition.
  const [, lost, again] = manage.requests.map(({ input }) => input.callId);
  expect(manage.requests).toHaveLength(3);
  expect(again).toBe(lost);
});

test('a timeout closes the connection of its request', async () => {
  const { manage, ask } = await setUp({ timeoutMs: 2_000 });
  manage.behave({ hang: true });
  const request = manage.nextRequest();
  const answer = ask();
  const closed = (await request).closed();
  expect(await answer).toEqual(UNAVAILABLE);
  await closed;
});
