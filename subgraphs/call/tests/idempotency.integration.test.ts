import { describe, expect, test } from 'vitest';
import { leftovers, type Payload, sharedCall, startCall, stopClock } from './harness.ts';
import { latch } from './latch.ts';

const codes = ({ userErrors }: Payload) => userErrors.map(({ code }) => code);

const shared = sharedCall();

describe('an idempotency key', () => {
  test('with the same input returns the same call', async () => {
    const call = await shared();
    const customer = await call.person();
    const first = await call.accepted(customer, { idempotencyKey: 'k' });
    expect(await call.accepted(customer, { idempotencyKey: 'k' })).toBe(first);
    expect(call.manage.requests).toHaveLength(1);
    expect(await leftovers(call)).toMatchObject({ calls: 1, attempts: ['ACCEPTED'] });
  });

  test('returns the same call for the other Unicode form of an address', async () => {
    const call = await shared();
    const customer = await call.person();
    const request = (address: string) =>
      call.accepted(customer, { idempotencyKey: 'k', location: { address } });
    const first = await request('서울 마포구 월드컵로 각'.normalize('NFD'));
    expect(await request('서울 마포구 월드컵로 각')).toBe(first);
    expect(await request('서울\u00a0마포구 월드컵로 각\u200b')).toBe(first);
  });

  test('returns the same call also after it is cancelled', async () => {
    const call = await shared();
    const customer = await call.person();
    const first = await call.accepted(customer, { idempotencyKey: 'k' });
    await call.cancel(customer, first);
    expect((await call.request(customer, { idempotencyKey: 'k' })).moveCall).toMatchObject({
      id: first,
      status: 'CANCELLED',
    });
  });

  test('with another input is refused, and the error names the field', async () => {
    const call = await shared();
    const customer = await call.person();
    await call.accepted(customer, { idempotencyKey: 'k' });
    const payload = await call.request(customer, { idempotencyKey: 'k', cost: 1 });
    expect(payload).toMatchObject({
      moveCall: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['input', 'idempotencyKey'] }],
    });
    expect(await leftovers(call)).toMatchObject({ calls: 1, attempts: ['ACCEPTED'] });
  });

  test('is unique per caller: the same key of another customer makes another call, also when it is repeated', async () => {
    const call = await shared();
    const customers = [await call.person(), await call.person(), await call.person()];
    const first = await Promise.all(customers.map((one) => call.accepted(one, { idempotencyKey: 'k' })));
    const again = await Promise.all(customers.map((one) => call.accepted(one, { idempotencyKey: 'k' })));
    expect(new Set(first).size).toBe(3);
    expect(again).toEqual(first);
  });

  test('is unique per caller: an operator who calls for a customer does not use up the customer’s key', async () => {
    const call = await shared();
    const [operator, customer] = [await call.person('OPERATOR'), await call.person()];
    const first = await call.accepted(operator, { idempotencyKey: 'k', tel: customer.tel });
    expect(await call.accepted(customer, { idempotencyKey: 'k' })).not.toBe(first);
  });

  test('is free again after the answer "try again"', async () => {
    const call = await startCall();
    const customer = await call.person();
    call.manage.behave({ answer: 'OVERLOADED' });
    expect(codes(await call.request(customer, { idempotencyKey: 'k' }))).toEqual(['TRY_AGAIN_LATER']);
    call.manage.behave({ answer: 'ACCEPTED' });
    await call.accepted(customer, { idempotencyKey: 'k', cost: 1 });
    expect(await leftovers(call)).toMatchObject({ calls: 1, attempts: ['VOID', 'ACCEPTED'] });
  });

  test.each(['', 'k'.repeat(201), 'k\u0000'])(
    'of the invalid form %j is answered BAD_USER_INPUT',
    async (idempotencyKey) => {
      const call = await shared();
      const customer = await call.person();
      await expect(call.request(customer, { idempotencyKey })).rejects.toThrow('BAD_USER_INPUT');
      expect(await leftovers(call)).toMatchObject({ attempts: [] });
    },
  );
});

// While the clock is stopped, the second request waits for the first without a time limit.
describe('two concurrent requests with one key', () => {
  test('make one call, whichever is first', async () => {
    stopClock();
    const call = await startCall();
    const customer = await call.person();
    for (let round = 0; round < 20; round += 1) {
      const both = [1, 2].map(() => call.accepted(customer, { idempotencyKey: `k${round}` }));
      const [one, two] = await Promise.all(both);
      expect(one).toBe(two);
    }
    expect(await leftovers(call)).toMatchObject({ calls: 20, versions: 20 });
    expect(call.manage.requests).toHaveLength(20);
  });

  test('wait for each other, and both return the accepted call', async () => {
    stopClock();
    const call = await startCall();
    const customer = await call.person();
    const answered = latch();
    call.manage.behave({ answer: 'ACCEPTED', after: answered.opened });
    const arrived = call.manage.nextRequest();
    const first = call.accepted(customer, { idempotencyKey: 'k' });
    const { input } = await arrived;
    const second = call.accepted(customer, { idempotencyKey: 'k' });
    answered.open();
    expect(await Promise.all([first, second])).toEqual([input.callId, input.callId]);
  });

  test('are both answered "try again" when manage does not answer', async () => {
    // The second request waits until the first gives up. In the next test it waits only a second.
    stopClock();
    const call = await startCall({ MANAGE_TIMEOUT_MS: '2000' });
    const customer = await call.person();
    call.manage.behave({ hang: true });
    const arrived = call.manage.nextRequest();
    const first = call.request(customer, { idempotencyKey: 'k' });
    await arrived;
    const second = call.request(customer, { idempotencyKey: 'k' });
    expect((await Promise.all([first, second])).map(codes)).toEqual([
      ['TRY_AGAIN_LATER'],
      ['TRY_AGAIN_LATER'],
    ]);
    expect(await leftovers(call)).toMatchObject({ calls: 0, attempts: ['VOID'] });
  });

  test('are both answered "try again" when the second gives up waiting, although manage accepts later', async () => {
    const call = await startCall({ MANAGE_TIMEOUT_MS: '10000' });
    const customer = await call.person();
    const late = latch();
    call.manage.behave({ answer: 'ACCEPTED', after: late.opened });
    const arrived = call.manage.nextRequest();
    const first = call.request(customer, { idempotencyKey: 'k' });
    await arrived;
    expect(codes(await call.request(customer, { idempotencyKey: 'k' }))).toEqual(['TRY_AGAIN_LATER']);
    late.open();
    expect(codes(await first)).toEqual(['TRY_AGAIN_LATER']);
    expect(await leftovers(call)).toMatchObject({ calls: 0, attempts: ['VOID'], events: ['CallWithdrawn'] });
  });

  test('and different inputs: the second is refused', async () => {
    const call = await startCall();
    const customer = await call.person();
    const answered = latch();
    call.manage.behave({ answer: 'ACCEPTED', after: answered.opened });
    const arrived = call.manage.nextRequest();
    const first = call.accepted(customer, { idempotencyKey: 'k' });
    await arrived;
    expect(codes(await call.request(customer, { idempotencyKey: 'k', cost: 1 }))).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
    ]);
    answered.open();
    await first;
  });

  test('of which the first died: the second is answered "try again" at the deadline, and the key is free', async () => {
    // So rarely that the sweeper does not settle the attempt before the second request does.
    const call = await startCall({ SWEEP_EVERY_MS: '60000' });
    const customer = await call.person();
    const id = await call.accepted(customer, { idempotencyKey: 'k' });
    // As a crash leaves the attempt: manage was asked, and the attempt is not settled.
    await call.sql`delete from timeline where call_id = ${id}`;
    await call.sql`delete from calls where id = ${id}`;
    await call.sql`
      update attempts set status = 'PENDING', settled_at = null, deadline = now() + interval '300 milliseconds'`;
    expect(codes(await call.request(customer, { idempotencyKey: 'k' }))).toEqual(['TRY_AGAIN_LATER']);
    expect((await leftovers(call)).attempts).toEqual(['VOID']);
    expect(await call.accepted(customer, { idempotencyKey: 'k' })).not.toBe(id);
  });
});
