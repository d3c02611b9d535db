import { armFailpoints } from '@movecall/failpoints';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCall, stopClock, until } from './harness.ts';
import { latch } from './latch.ts';

test('closing waits for a call that is being accepted, and its customer gets the answer', async () => {
  const call = await startCall();
  const customer = await call.person();
  const answered = latch();
  call.manage.behave({ answer: 'ACCEPTED', after: answered.opened });
  const arrived = call.manage.nextRequest();
  const accepted = call.accepted(customer);
  await arrived;
  const closed = call.stop();
  await expect(fetch(`${call.url}/healthz`)).rejects.toThrow('fetch failed');
  answered.open();
  const id = await accepted;
  const answeredAt = performance.now();
  await closed;
  // The client's keep-alive connection does not delay the close.
  expect(performance.now() - answeredAt).toBeLessThan(5_000);
  expect(await call.sql`select id, status from calls`).toEqual([{ id, status: 'REQUESTED' }]);
});

describe('without Redis', () => {
  test('the service starts, is ready, accepts calls, answers queries and counts rate limits by itself', async () => {
    const call = await startCall({ REDIS_URL: 'redis://127.0.0.1:1', CALLS_PER_MINUTE: '2' });
    expect((await fetch(`${call.url}/readyz`)).status).toBe(200);
    const customer = await call.person();
    const id = await call.accepted(customer);
    await call.accepted(customer);
    expect((await call.request(customer)).userErrors).toMatchObject([{ code: 'TRY_AGAIN_LATER' }]);
    expect((await call.ask(customer, `{ moveCall(id: "${id}") { status } }`)).data).toEqual({
      moveCall: { status: 'REQUESTED' },
    });
  });
});

describe('the circuit to manage', () => {
  test('opens after repeated failures, refuses at once, and closes when manage answers again', async () => {
    const clock = stopClock();
    const call = await startCall(
      { MANAGE_FAILURES_TO_OPEN: '3', MANAGE_HALF_OPEN_AFTER_MS: '1000' },
      { random: () => 0 },
    );
    const customer = await call.person();
    const circuit = async (): Promise<string[]> => {
      const text = await (await fetch(`${call.metricsUrl}/metrics`)).text();
      return text
        .split('\n')
        .filter((line) =>
          /^movecall_call_manage_circuit_state.* 1$|^movecall_call_manage_circuit_opened_total/.test(line),
        );
    };
    expect(await circuit()).toEqual([
      'movecall_call_manage_circuit_opened_total 0',
      'movecall_call_manage_circuit_state{state="closed"} 1',
    ]);

    call.manage.behave({ status: 500, body: 'oops' });
    for (let count = 0; count < 3; count += 1) await call.request(customer);
    expect(await circuit()).toEqual([
      'movecall_call_manage_circuit_opened_total 1',
      'movecall_call_manage_circuit_state{state="open"} 1',
    ]);
    const { userErrors } = await call.request(customer);
    expect(userErrors).toMatchObject([{ code: 'TRY_AGAIN_LATER', retryAfterSeconds: 1 }]);
    expect(call.manage.requests).toHaveLength(3);

    call.manage.behave({ answer: 'ACCEPTED' });
    expect((await call.request(customer)).moveCall).toBeNull();
    clock.advance(1_000);
    await call.accepted(customer);
    expect(await circuit()).toEqual([
      'movecall_call_manage_circuit_opened_total 1',
      'movecall_call_manage_circuit_state{state="closed"} 1',
    ]);
  });
});

describe('a sweep that hangs', () => {
  test('makes the process count as dead while it hangs', async () => {
    // Longer than a blocking read of a stream, which is watched as well.
    const call = await startCall({ STUCK_AFTER_MS: '3000', SWEEP_EVERY_MS: '50' });
    const health = async (): Promise<unknown> => (await fetch(`${call.url}/healthz`)).json();
    await expect.poll(health).toEqual({ status: 'alive' });
    const lock = await call.sql.reserve();
    await lock`begin`;
    await lock`lock table attempts in access exclusive mode`;
    const faults = expect.arrayContaining(['sweeper: a sweep']);
    await expect.poll(health, { interval: 20 }).toEqual({ status: 'dead', faults });
    await lock`rollback`;
    lock.release();
    await expect.poll(health, { interval: 20 }).toEqual({ status: 'alive' });
  });

  test('counts as waiting, not as dead, while all connections wait for the database', async () => {
    const call = await startCall({
      STUCK_AFTER_MS: '1000',
      SWEEP_EVERY_MS: '50',
      DATABASE_COMMAND_CONNECTIONS: '2',
    });
    const answer = async (path: string) => {
      const answered = await fetch(`${call.url}${path}`);
      return { code: answered.status, ...((await answered.json()) as object) };
    };
    const customers = await Promise.all(Array.from({ length: 12 }, () => call.person()));
    const lock = await call.sql.reserve();
    await lock`begin`;
    await lock`lock table attempts in access exclusive mode`;
    // Requests that arrive together share a transaction. The others arrive while the first one's waits, so they have the second connection.
    const asked = customers.slice(0, 1).map((customer) => call.request(customer));
    const inserts = () => call.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        and query like '%insert into "attempts"%'`;
    try {
      await until(async () => expect(await inserts()).toHaveLength(1));
      asked.push(...customers.slice(1).map((customer) => call.request(customer)));
      await until(async () => expect(await inserts()).toHaveLength(2));
      await expect
        .poll(() => answer('/healthz'), { interval: 20 })
        .toMatchObject({ code: 200, status: 'waiting' });
      expect(await answer('/readyz')).toMatchObject({ code: 503, checks: { database: false } });
    } finally {
      await lock`rollback`;
      lock.release();
      await Promise.all(asked);
    }
    await expect.poll(() => answer('/healthz'), { interval: 20 }).toEqual({ code: 200, status: 'alive' });
  });
});

describe('metrics', () => {
  test('show the answers to customers and the open calls', async () => {
    const call = await startCall({ MANAGE_FAILURES_TO_OPEN: '100' });
    const customer = await call.person();
    await call.accepted(customer);
    call.manage.behave({ status: 500, body: 'oops' });
    await call.request(customer);
    const lines = async (pattern: RegExp): Promise<string[]> => [
      ...((await (await fetch(`${call.metricsUrl}/metrics`)).text()).match(pattern) ?? []),
    ];
    expect(await lines(/^movecall_call_requests_total.* [1-9]\d*$/gm)).toEqual([
      'movecall_call_requests_total{outcome="ACCEPTED"} 1',
      'movecall_call_requests_total{outcome="TRY_AGAIN_LATER"} 1',
    ]);
    expect(await lines(/^movecall_call_statuses_total.*$/gm)).toEqual([
      'movecall_call_statuses_total{status="REQUESTED"} 1',
    ]);
    expect(await lines(/^movecall_call_open\{.*$/gm)).toEqual([
      'movecall_call_open{status="REQUESTED",waiting="no reason"} 1',
    ]);
    expect(await lines(/^movecall_call_manage_questions_in_flight.*$/gm)).toEqual([
      'movecall_call_manage_questions_in_flight 0',
    ]);
    expect(await lines(/^movecall_call_attempts_overdue.*$/gm)).toEqual(['movecall_call_attempts_overdue 0']);
  });

  test('do not count a status whose transaction was rolled back', async () => {
    const call = await startCall();
    const customer = await call.person();
    onTestFinished(() => armFailpoints(''));
    armFailpoints('call.acceptance-made=error');
    expect(await call.request(customer)).toMatchObject({ moveCall: null });
    await call.accepted(customer);
    const metrics = await (await fetch(`${call.metricsUrl}/metrics`)).text();
    expect(metrics.match(/^movecall_call_statuses_total.*$/gm)).toEqual([
      'movecall_call_statuses_total{status="REQUESTED"} 1',
    ]);
  });
});
