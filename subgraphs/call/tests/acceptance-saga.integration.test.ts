import { armFailpoints } from '@movecall/failpoints';
import { moveTypes } from '@movecall/schema/events';
import { IDENTITY_HEADER, createIdentityVerifier } from '@movecall/identity';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFaultProxy } from '@movecall/testkit/fault-proxy';
import { leastOf } from '@movecall/testkit/measure';
import type { Behaviour } from './fake-manage.ts';
import {
  leftovers,
  nothing,
  OPERATOR_TEL,
  sharedCall,
  startCall,
  telOf,
  tryAgain,
  until,
} from './harness.ts';
import { latch } from './latch.ts';

const shared = sharedCall();

describe('when manage accepts', () => {
  test('the call is 호출, with its first version and its first event', async () => {
    const call = await shared();
    const customer = await call.person();
    const payload = await call.request(customer, { movingOn: undefined });
    expect(payload).toMatchObject({
      userErrors: [],
      moveCall: { status: 'REQUESTED', statusLabel: '호출', version: 1, cost: 2_500_000 },
    });
    const callId = payload.moveCall?.id;
    expect(await leftovers(call)).toEqual({
      calls: 1,
      versions: 1,
      attempts: ['ACCEPTED'],
      events: ['MoveCallStatusChanged'],
    });
    const [event] = await call.outbox();
    expect(event).toMatchObject({
      correlationId: callId,
      sequence: 1,
      producer: 'call',
      data: {
        version: 1,
        status: 'REQUESTED',
        waitingReason: null,
        ownerId: customer.id,
        mover: null,
        summary: { moveType: 'FULL_PACKING', address: '마포구', cost: 2_500_000 },
      },
    });
    const data = event?.data as { recipient: { tel: string } } | undefined;
    expect(call.sealer.unseal(data?.recipient.tel ?? '')).toBe(customer.tel);
  });

  test.each(moveTypes)('a move of the type %s is accepted', async (moveType) => {
    const call = await shared();
    const payload = await call.request(await call.person(), { moveType });
    expect(payload).toMatchObject({ userErrors: [], moveCall: { status: 'REQUESTED' } });
  });

  test('manage was asked by the service itself, with the id of the call and in the same trace', async () => {
    const call = await shared();
    const customer = await call.person();
    const id = await call.accepted(customer, { location: { address: '서울 마포구 월드컵로 212' } });
    const [asked] = call.manage.requests;
    expect(asked?.input).toEqual({
      callId: id,
      ownerId: customer.id,
      ownerTel: expect.stringMatching(/^k1\./),
      moveType: 'FULL_PACKING',
      address: '마포구',
      district: '마포구',
      latitude: 37.5663,
      longitude: 126.9019,
      movingOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      cost: 2_500_000,
    });
    expect(call.sealer.unseal(String(asked?.input['ownerTel']))).toBe(customer.tel);
    const verifier = createIdentityVerifier(call.config.identityKey);
    expect(await verifier.verify(asked?.headers[IDENTITY_HEADER])).toMatchObject({
      id: 'call',
      role: 'SERVICE',
    });
    const [event] = await call.outbox();
    expect(asked?.headers['traceparent']).toBe(event?.traceparent);
  });

  test('an operator calls for a new customer, who is stored and owns the call', async () => {
    const call = await shared();
    const operator = await call.person('OPERATOR');
    const id = await call.accepted(operator, { tel: '010-7777-1234' });
    const [row] =
      await call.sql`select p.tel from calls c join people p on p.id = c.owner_id where c.id = ${id}`;
    expect(row).toEqual({ tel: telOf('01077771234') });
    expect(await call.sql`select from people where tel = ${telOf(OPERATOR_TEL)}`).toHaveLength(0);
  });
});

describe('only a void attempt and its CallWithdrawn are stored, and the customer reads "try again" within a second, when manage', () => {
  test.each<[string, Behaviour]>([
    ['is overloaded', { answer: 'OVERLOADED', retryAfterSeconds: 7 }],
    ['has a tombstone', { answer: 'WITHDRAWN' }],
    ['hangs', { hang: true }],
    ['resets the connection', { reset: true }],
    ['answers 500', { status: 500, body: 'oops' }],
    [
      'answers with an error',
      { status: 200, body: '{"data":null,"errors":[{"message":"Internal server error"}]}' },
    ],
    ['answers nonsense', { status: 200, body: '<html>' }],
  ])('%s', async (_name, behaviour) => {
    const hangs = 'hang' in behaviour;
    const refused = async (): Promise<number> => {
      // A hanging manage takes its timeout; the rest of the second is for everything else.
      const call = await startCall(hangs ? { MANAGE_TIMEOUT_MS: '100' } : {});
      const customer = await call.person();
      call.manage.behave(behaviour);
      const startedAt = performance.now();
      const payload = await call.request(customer);
      const took = performance.now() - startedAt;
      expect(payload).toEqual(tryAgain);
      expect(await leftovers(call)).toEqual(nothing);
      const [withdrawn] = await call.outbox('CallWithdrawn');
      // A request that timed out may not have arrived.
      const [asked = hangs ? withdrawn?.correlationId : null] = call.manage.requests.map(
        ({ input }) => input.callId,
      );
      expect(withdrawn?.correlationId).toBe(asked);
      return took;
    };
    expect(await leastOf(1_000, refused)).toBeLessThan(1_000);
  });

  test('is not running', async () => {
    const call = await startCall();
    const customer = await call.person();
    await call.manage.close();
    expect(await call.request(customer)).toEqual(tryAgain);
    expect(await leftovers(call)).toEqual(nothing);
  });

  test('accepts, but only after the customer was answered "try again"', async () => {
    const call = await startCall({ MANAGE_TIMEOUT_MS: '50' });
    const customer = await call.person();
    const late = latch();
    call.manage.behave({ answer: 'ACCEPTED', after: late.opened });
    expect(await call.request(customer)).toEqual(tryAgain);
    late.open();
    call.manage.behave({ answer: 'ACCEPTED' });
    // This replica waits for as long as a healthy manage may take.
    const patient = await call.replica({ INSTANCE: '2', MANAGE_TIMEOUT_MS: '10000' });
    await patient.accepted(customer);
    expect(await leftovers(call)).toMatchObject({ calls: 1, attempts: ['VOID', 'ACCEPTED'] });
  });
});

test('the customer reads when manage asks to try again', async () => {
  const call = await startCall();
  call.manage.behave({ answer: 'OVERLOADED', retryAfterSeconds: 7 });
  const payload = await call.request(await call.person());
  expect(payload.userErrors).toEqual([
    {
      code: 'TRY_AGAIN_LATER',
      message: expect.stringMatching(/다시 시도해 주세요/),
      field: null,
      retryAfterSeconds: 7,
    },
  ]);
});

describe('when the commit of the call', () => {
  test('succeeds but its answer is lost, the customer still gets the call', async () => {
    const call = await startCall();
    const customer = await call.person();
    const line = await createFaultProxy(call.config.databaseUrl);
    onTestFinished(() => line.close());
    const replica = await call.replica({ INSTANCE: '2', CALL_DATABASE_URL: line.url });
    const lost = line.loseReply({ sent: 'insert into "calls"', answer: 'COMMIT\0' });
    const id = await replica.accepted(customer);
    await lost;
    expect(await leftovers(call)).toMatchObject({ calls: 1, versions: 1, attempts: ['ACCEPTED'] });
    expect(await call.sql`select id from calls`).toEqual([{ id }]);
  });

  test('fails, the attempt is withdrawn', async () => {
    const call = await startCall();
    const customer = await call.person();
    await call.sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`;
    await call.sql`create trigger refuse before insert on calls execute function refuse()`;
    expect(await call.request(customer)).toEqual(tryAgain);
    expect(await leftovers(call)).toEqual(nothing);
  });

  test('and the withdrawal fail, the customer gets SERVICE_UNAVAILABLE and the sweeper settles the attempt', async () => {
    const call = await startCall({ ATTEMPT_DEADLINE_MS: '200', SWEEP_EVERY_MS: '20' });
    const customer = await call.person();
    await call.sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`;
    await call.sql`create trigger refuse before insert on outbox execute function refuse()`;
    const { data, codes } = await call.ask(
      customer,
      'mutation ($input: RequestMoveCallInput!) { requestMoveCall(input: $input) { userErrors { code } } }',
      {
        input: { moveType: 'HALF_PACKING', location: { address: 'guro' }, cost: 1 },
      },
    );
    expect(data).toBeNull();
    expect(codes).toEqual(['SERVICE_UNAVAILABLE']);
    expect(await leftovers(call)).toMatchObject({ calls: 0, attempts: ['PENDING'] });
    await call.sql`drop trigger refuse on outbox`;
    await until(async () => expect(await leftovers(call)).toEqual(nothing));
  });
});

describe('when a step of the saga fails, the customer reads the outcome at once', () => {
  test.each(['call.attempt-written', 'call.manage-answered', 'call.acceptance-made'])(
    'at %s: only a withdrawn attempt is left, and the key is free',
    async (step) => {
      const call = await shared();
      const customer = await call.person();
      onTestFinished(() => armFailpoints(''));
      armFailpoints(`${step}=error`);
      expect(await call.request(customer, { idempotencyKey: 'half-way-0001' })).toEqual(tryAgain);
      expect(await leftovers(call)).toEqual(nothing);
      await call.accepted(customer, { idempotencyKey: 'half-way-0001' });
    },
  );

  test('at call.acceptance-committed: the call exists', async () => {
    const call = await shared();
    const customer = await call.person();
    onTestFinished(() => armFailpoints(''));
    armFailpoints('call.acceptance-committed=error');
    await call.accepted(customer);
    expect(await leftovers(call)).toMatchObject({ calls: 1, attempts: ['ACCEPTED'] });
  });
});

test('when the withdrawal of a refused attempt fails, "try again" stays true: the sweeper withdraws it', async () => {
  const call = await startCall({ ATTEMPT_DEADLINE_MS: '200', SWEEP_EVERY_MS: '20' });
  const customer = await call.person();
  call.manage.behave({ answer: 'OVERLOADED' });
  await call.sql`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`;
  await call.sql`create trigger refuse before insert on outbox execute function refuse()`;
  expect(await call.request(customer)).toEqual(tryAgain);
  await call.sql`drop trigger refuse on outbox`;
  await until(async () => expect(await leftovers(call)).toEqual(nothing));
});
