import { describe, expect, test } from 'vitest';
import { startCall } from './harness.ts';
import { latch } from './latch.ts';

test('closing lets a call that is being accepted finish, and its customer hear of it', async () => {
  const call = await startCall();
  const customer = await call.person();
  const answered = latch();
  call.manage.behave({ answer: 'ACCEPTED', after: answered.opened });
  const asked = call.manage.nextQuestion();
  const accepted = call.accepted(customer);
  await asked;
  const closed = call.close();
  await expect(fetch(`${call.url}/healthz`)).rejects.toThrow('fetch failed');
  answered.open();
  const id = await accepted;
  const answeredAt = performance.now();
  await closed;
  // The connection that the customer's client keeps alive does not hold it up.
  expect(performance.now() - answeredAt).toBeLessThan(5_000);
  expect(await call.sql`select id, status from calls`).toEqual([{ id, status: 'REQUESTED' }]);
});

describe('without Redis', () => {
  test('the service starts, is ready, accepts, answers and counts its limits by itself', async () => {
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
  test('opens when manage keeps failing, refuses at once, and closes when manage is well again', async () => {
    const call = await startCall(
      { MANAGE_FAILURES_TO_OPEN: '3', MANAGE_HALF_OPEN_AFTER_MS: '300' },
      { random: () => 0 },
    );
    const customer = await call.person();
    const circuit = async (): Promise<string[]> => {
      const text = await (await fetch(`${call.url}/metrics`)).text();
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
    expect(call.manage.questions).toHaveLength(3);

    call.manage.behave({ answer: 'ACCEPTED' });
    await expect.poll(() => call.request(customer).then(({ moveCall }) => moveCall)).not.toBeNull();
    expect(await circuit()).toEqual([
      'movecall_call_manage_circuit_opened_total 1',
      'movecall_call_manage_circuit_state{state="closed"} 1',
    ]);
  });
});
