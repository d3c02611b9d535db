import { seoulDay } from '@movecall/values/days';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Move } from '../src/call/move.ts';
import {
  type CallHarness,
  leftovers,
  nothing,
  OPERATOR_TEL,
  type Payload,
  sharedCall,
  startCall,
  tryAgain,
  until,
} from './harness.ts';
import { latch } from './latch.ts';

const shared = sharedCall();

const move: Move = {
  moveType: 'FULL_PACKING',
  location: { address: '마포구 월드컵로 1', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
  destination: { address: '구로구', district: '구로구', latitude: 37.4954, longitude: 126.8874 },
  movingOn: seoulDay(new Date(Date.now() + 7 * 86_400_000)),
  slot: 'MORNING',
  cost: 1_770_000,
};
const quoted = (changes: object = {}) => ({
  quoteId: randomUUID(),
  quoteVersion: 2,
  location: { address: '마포구 월드컵로 1' },
  cost: null,
  ...changes,
});

/** A service whose manage accepts quotes for `move`. */
async function withQuotes(): Promise<CallHarness> {
  const call = await shared();
  call.manage.behave({ answer: 'ACCEPTED', move });
  return call;
}

const codes = ({ userErrors }: Payload) => userErrors.map(({ code, field }) => [code, field?.join('.')]);
const MOVE = `query ($id: ID!) { moveCall(id: $id) {
  moveType location { address district } destination { address } movingOn slot cost
} }`;

test('the call of a quote is what manage accepted, whatever the request left out', async () => {
  const call = await withQuotes();
  const customer = await call.person();
  const input = quoted();
  const id = await call.accepted(customer, input);
  const { data } = await call.ask<{ moveCall: object }>(customer, MOVE, { id });
  expect(data.moveCall).toEqual({
    moveType: 'FULL_PACKING',
    location: { address: '마포구 월드컵로 1', district: '마포구' },
    destination: { address: '구로구' },
    movingOn: move.movingOn,
    slot: 'MORNING',
    cost: 1_770_000,
  });
  const [request, ...others] = call.manage.requests;
  expect(others).toEqual([]);
  expect(request?.input).toEqual({
    callId: id,
    ownerId: customer.id,
    ownerTel: expect.stringMatching(/^k1\./),
    quoteId: input.quoteId,
    quoteVersion: 2,
    byPhone: false,
    moveType: 'FULL_PACKING',
    location: { address: '마포구 월드컵로 1', latitude: null, longitude: null },
    destination: null,
    movingOn: null,
    slot: null,
    cost: null,
  });
  expect((await call.outbox('MoveCallStatusChanged'))[0]?.data).toMatchObject({
    summary: { movingOn: move.movingOn, slot: 'MORNING', cost: 1_770_000 },
  });
});

test('a call without a quote takes the whole day', async () => {
  const call = await shared();
  const customer = await call.person();
  const id = await call.accepted(customer, { slot: 'ALL_DAY' });
  const { data } = await call.ask<{ moveCall: object }>(customer, MOVE, { id });
  expect(data.moveCall).toMatchObject({ slot: 'ALL_DAY' });
  expect(codes(await call.request(customer, { slot: 'MORNING' }))).toEqual([['INVALID_SLOT', 'input.slot']]);
});

test('an operator accepts a quote for a customer, by phone', async () => {
  const call = await withQuotes();
  const [operator, customer] = [await call.person('OPERATOR'), await call.person()];
  await call.accepted(operator, quoted({ tel: customer.tel }));
  expect(call.manage.requests[0]?.input).toMatchObject({ byPhone: true, ownerId: customer.id });
  expect(OPERATOR_TEL).not.toBe(customer.tel);
});

describe('a quote that manage refuses', () => {
  test.each<[Parameters<CallHarness['manage']['behave']>[0], string, string]>([
    [{ answer: 'QUOTE_NOT_FOUND' }, 'NOT_FOUND', 'input.quoteId'],
    [{ answer: 'QUOTE_EXPIRED' }, 'QUOTE_EXPIRED', 'input.quoteId'],
    [{ answer: 'QUOTE_CHANGED' }, 'QUOTE_CHANGED', 'input.quoteVersion'],
    [{ answer: 'QUOTE_MISMATCH', field: 'movingOn' }, 'QUOTE_MISMATCH', 'input.movingOn'],
    [{ answer: 'NEEDS_VISIT' }, 'NEEDS_VISIT', 'input.quoteId'],
  ])('%j leaves nothing, and its key is free', async (behaviour, code, field) => {
    const call = await shared();
    const customer = await call.person();
    call.manage.behave(behaviour);
    const input = quoted({ idempotencyKey: 'k' });
    const refused = await call.request(customer, input);
    expect(refused.moveCall).toBeNull();
    expect(codes(refused)).toEqual([[code, field]]);
    expect(refused.userErrors[0]?.message).toMatch(/[가-힣]/);
    expect(await leftovers(call)).toEqual(nothing);
    call.manage.behave({ answer: 'ACCEPTED', move });
    await call.accepted(customer, input);
  });

  test('because a call has it, says so', async () => {
    const call = await withQuotes();
    const customer = await call.person();
    const input = quoted();
    await call.accepted(customer, input);
    call.manage.behave({ answer: 'QUOTE_IN_USE' });
    expect(codes(await call.request(customer, input))).toEqual([['QUOTE_IN_USE', 'input.quoteId']]);
  });

  test('because an order without a call has it, asks to try again', async () => {
    const call = await shared();
    const customer = await call.person();
    call.manage.behave({ answer: 'QUOTE_IN_USE' });
    expect(await call.request(customer, quoted())).toEqual(tryAgain);
    expect(await leftovers(call)).toEqual(nothing);
  });
});

test('an answer that is lost, or that does not say what was accepted, leaves nothing', async () => {
  const call = await startCall({ MANAGE_TIMEOUT_MS: '300' });
  const customer = await call.person();
  for (const behaviour of [{ hang: true }, { reset: true }, { answer: 'ACCEPTED' }] as const) {
    call.manage.behave(behaviour);
    expect(await call.request(customer, quoted())).toEqual(tryAgain);
  }
  const left = await leftovers(call);
  expect(left).toMatchObject({ calls: 0, versions: 0, attempts: ['VOID', 'VOID', 'VOID'] });
  expect(new Set(left.events)).toEqual(new Set(['CallWithdrawn']));
});

describe('an idempotency key', () => {
  test('with the same quote returns the same call', async () => {
    const call = await withQuotes();
    const customer = await call.person();
    const input = quoted({ idempotencyKey: 'k' });
    const ids = await Promise.all([1, 2, 3].map(() => call.accepted(customer, input)));
    expect(new Set(ids).size).toBe(1);
    expect(call.manage.requests).toHaveLength(1);
  });

  test.each([{ quoteVersion: 3 }, { quoteId: randomUUID() }, { slot: 'MORNING' }])(
    'with %j instead is refused',
    async (changes) => {
      const call = await withQuotes();
      const customer = await call.person();
      const input = quoted({ idempotencyKey: 'k' });
      await call.accepted(customer, input);
      const again = await call.request(customer, { ...input, ...changes });
      expect(codes(again)).toEqual([['IDEMPOTENCY_KEY_REUSED', 'input.idempotencyKey']]);
    },
  );
});

test('the limit of calls on one day counts the day of the quote', async () => {
  const call = await startCall({ OPEN_CALLS_PER_CUSTOMER: '5', OPEN_CALLS_PER_DAY: '1' });
  const customer = await call.person();
  call.manage.behave({ answer: 'ACCEPTED', move });
  await call.accepted(customer, quoted());
  expect(codes(await call.request(customer, quoted()))).toEqual([['TOO_MANY_CALLS', 'input.movingOn']]);
  // Manage had accepted it, and is told.
  expect(await call.outbox('CallWithdrawn')).toHaveLength(1);
  call.manage.behave({ answer: 'ACCEPTED', move: { ...move, movingOn: seoulDay(new Date()) } });
  await call.accepted(customer, quoted());
});

test('a call that dies while manage accepts its quote leaves an attempt that is withdrawn', async () => {
  const call = await startCall({ ATTEMPT_DEADLINE_MS: '100', SWEEP_EVERY_MS: '50' });
  const customer = await call.person();
  const answered = latch();
  call.manage.behave({ answer: 'ACCEPTED', move, after: answered.opened });
  const request = call.request(customer, quoted());
  await until(async () => expect((await leftovers(call)).attempts).toEqual(['VOID']));
  answered.open();
  expect(await request).toEqual(tryAgain);
  expect(await leftovers(call)).toEqual(nothing);
});

test.each([{ quoteVersion: null }, { quoteId: null }])(
  'quote and version come together: %j is malformed',
  async (changes) => {
    const call = await shared();
    const customer = await call.person();
    await expect(call.request(customer, quoted({ cost: 1, ...changes }))).rejects.toThrow('BAD_USER_INPUT');
    expect(call.manage.requests).toEqual([]);
  },
);
