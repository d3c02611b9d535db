import { until } from '@movecall/service/until';
import { acceptedMove } from '@movecall/testkit/move-calls';
import { seoulDay } from '@movecall/values/days';
import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProcessControl, type ProcessControl } from '../faults/process-control.ts';
import { startSystem, type System } from '../support/system.ts';

/**
 * Shorter times than in production: when unfinished work counts as stuck, and how often the liveness probe runs. A blocking read of
 * Redis may take 4 s, and its answer 2 s more.
 */
const STUCK_AFTER_MS = 7_000;
const probe = { periodMs: 400, timeoutMs: 3_000, failureThreshold: 3 };
const SERVICES = ['router', 'call', 'manage', 'assign', 'notifier'] as const;

let system: System;
let processes: ProcessControl;
let day = 20;

beforeAll(async () => {
  const news = new EventEmitter();
  system = await startSystem({
    env: { FAILPOINTS: '-', STUCK_AFTER_MS: String(STUCK_AFTER_MS) },
    probe,
    onMessage: (name, message) => news.emit(name, message),
  });
  processes = createProcessControl(system.stack, news);
});
afterAll(() => system?.close());

const pidOf = (name: string): number | null => system.stack.services()[name]?.pid ?? null;
const pids = () => SERVICES.map(pidOf);

function askForMove(): Promise<string> {
  day += 1;
  const movingOn = seoulDay(new Date(Date.now() + day * 24 * 60 * 60 * 1000));
  return acceptedMove(system.customer, { address: '서울 마포구 월드컵로 1', cost: 900_000, movingOn });
}

async function status(name: string, path: '/healthz' | '/readyz'): Promise<number | null> {
  const url = system.stack.services()[name]?.url ?? '';
  const answer = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.status ?? null;
}
const statuses = (path: '/healthz' | '/readyz') => Promise.all(SERVICES.map((name) => status(name, path)));

/** Checks that a call is confirmed and has each of its effects exactly once. */
async function expectConfirmedOnce(id: string): Promise<void> {
  await until(
    `call ${id} to be confirmed`,
    async () =>
      (await system.sql.call`select from calls where id = ${id} and status = 'CONFIRMED'`).count === 1 ||
      undefined,
    60_000,
  );
  await system.settle();
  const versions = await system.sql.call`select status from timeline where call_id = ${id} order by version`;
  const assignments = await system.sql.assign`select from assignments where call_id = ${id}`;
  const told = await system.sql
    .notifier`select template, status from deliveries where correlation_id = ${id} and recipient_id is null
      order by version`;
  expect({
    versions: versions.map((row) => row['status']),
    assignments: assignments.count,
    told: told.map((row) => `${row['template']} ${row['status']}`),
  }).toEqual({
    versions: ['REQUESTED', 'ASSIGNING', 'CONFIRMED'],
    assignments: 1,
    told: ['CALL_ACCEPTED DELIVERED', 'MOVER_CONFIRMED DELIVERED'],
  });
}

// Each case waits until a probe gives up.
describe('a stuck process is restarted, and its work is done exactly once', () => {
  const steps = [
    ['an event whose handling hangs', 'assign', 'consumer.received', 'hang'],
    ['an effect that hangs before its commit', 'call', 'consumer.applied', 'hang'],
    ["a relay's batch that hangs between its transactions", 'manage', 'relay.numbered', 'hang'],
    ["a relay's batch that hangs while the relay holds its lease", 'call', 'relay.appended', 'hang'],
    ['a message whose sending hangs', 'notifier', 'notifier.claimed', 'hang'],
    ['an event loop that is blocked', 'manage', 'consumer.applied', 'block'],
  ] as const;
  test.each(steps)('%s', async (_what, service, step, action) => {
    await processes.armFailpoint(service, step, action);
    const before = pidOf(service);
    const [id] = await Promise.all([askForMove(), processes.waitForFailpoint(service, step)]);
    await processes.waitForExit(service, 90_000);
    await processes.waitUntilReady(service);
    expect(pidOf(service)).not.toBe(before);
    await expectConfirmedOnce(id);
  });

  test.each(SERVICES)('%s, frozen by SIGSTOP', async (service) => {
    const others = SERVICES.filter((name) => name !== service).map(pidOf);
    const before = pidOf(service);
    system.stack.kill(service, 'SIGSTOP');
    await processes.waitForExit(service, 90_000);
    await processes.waitUntilReady(service);
    expect(pidOf(service)).not.toBe(before);
    expect(SERVICES.filter((name) => name !== service).map(pidOf)).toEqual(others);
    await expectConfirmedOnce(await askForMove());
  });
});

/** Checks that all services stay alive for twice the time after which unfinished work counts as stuck. */
async function expectAlive(since = performance.now()): Promise<void> {
  while (performance.now() - since < 2 * STUCK_AFTER_MS) {
    expect(await statuses('/healthz')).toEqual([200, 200, 200, 200, 200]);
    // Requests without a pause would slow the machine down.
    await pause(100);
  }
}

test('without Postgres only the router is ready, no process restarts, and all recover once it is back', async () => {
  const before = pids();
  await system.stack.stop('postgres');
  await until(
    'the services to notice',
    async () => (await statuses('/readyz')).join() === '200,503,503,503,503' || undefined,
    90_000,
  );
  await expectAlive();
  await system.stack.start('postgres');
  await Promise.all(SERVICES.map((name) => processes.waitUntilReady(name)));
  expect(pids()).toEqual(before);
  await expectConfirmedOnce(await askForMove());
});

test('without Redis only the notifier is unready, calls are accepted, and all recover with no restart', async () => {
  const before = pids();
  await system.stack.stop('redis');
  await until(
    'the notifier to notice',
    async () => (await statuses('/readyz')).join() === '200,200,200,200,503' || undefined,
    90_000,
  );
  const id = await askForMove();
  await expectAlive();
  await system.stack.start('redis');
  await Promise.all(SERVICES.map((name) => processes.waitUntilReady(name)));
  expect(pids()).toEqual(before);
  await expectConfirmedOnce(id);
});
