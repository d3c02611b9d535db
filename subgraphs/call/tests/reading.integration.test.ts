import type { Viewer } from '@movecall/identity';
import type { Answer } from '@movecall/testkit/service-client';
import { decodeCallCursor } from '@movecall/values/cursor';
import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { assignmentCompleted } from './foreign-events.ts';
import { type CallHarness, sharedCall, startCall } from './harness.ts';
import { listed, readCall, readEntity, readPage } from './queries.ts';

const shared = sharedCall();

/** An answer without its headers, which contain the time. */
const body = ({ status, data, codes }: Answer<unknown>): object => ({ status, data, codes });

/** A customer's confirmed call, and viewers of every kind. */
async function confirmedCall(call: CallHarness) {
  const moverId = randomUUID();
  const owner = await call.person();
  const id = await call.accepted(owner, { destination: { address: 'guro' }, movingOn: undefined });
  await call.deliver(
    call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call, moverId)),
    call.foreignEvent('AlertSettled', id, {
      deliveryId: randomUUID(),
      template: 'CALL_CONFIRMED',
      channel: 'ALIMTALK',
      outcome: 'DELIVERED',
      at: '2026-11-22T03:00:00.000Z',
    }),
  );
  await call.settled();
  return {
    call,
    id,
    owner,
    operator: await call.person('OPERATOR'),
    itsMover: await call.person('MOVER', moverId),
    otherMover: await call.person('MOVER', randomUUID()),
    stranger: await call.person(),
    service: { id: 'manage', role: 'SERVICE', moverId: null } as const,
  };
}

test('the owner reads the whole call, also while manage and assign are down', async () => {
  const { call, id, owner } = await confirmedCall(await startCall());
  await call.manage.close();
  const { data } = await readCall(call, owner, id);
  expect(data.moveCall).toEqual({
    id,
    moveType: 'FULL_PACKING',
    status: 'CONFIRMED',
    statusLabel: '호출확정',
    version: 3,
    tel: nationalTel(owner.tel),
    movingOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    cost: 2_500_000,
    requestedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+\.\d{3}Z$/),
    updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+\.\d{3}Z$/),
    waitingReason: null,
    location: { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
    destination: { address: 'guro', district: '구로구' },
    mover: { id: expect.any(String), name: '백영곤', tel: '01023456789', plate: '34가4567' },
    timeline: [
      ['REQUESTED', '호출'],
      ['ASSIGNING', '호출중'],
      ['CONFIRMED', '호출확정'],
    ].map(([status, statusLabel], index) => ({
      cursor: expect.any(String),
      version: index + 1,
      status,
      statusLabel,
      at: expect.stringMatching(/Z$/),
      reset: false,
      moveCall: { id },
    })),
    alerts: [],
  });
  const timeline = data.moveCall?.['timeline'] as readonly { cursor: string }[] | undefined;
  expect(timeline?.map(({ cursor }) => decodeCallCursor(cursor))).toEqual(
    [1, 2, 3].map((version) => ({ callId: id, version })),
  );
});

describe('a call', () => {
  test('is shown to its owner, its mover and operators; for anybody else it does not exist', async () => {
    const { call, id, owner, operator, itsMover, otherMover, stranger, service } = await confirmedCall(
      await startCall(),
    );
    for (const viewer of [owner, operator, itsMover]) {
      expect((await readCall(call, viewer, id)).data.moveCall).toMatchObject({
        id,
        tel: nationalTel(owner.tel),
      });
      expect((await readEntity(call, viewer, id)).data._entities).toEqual([{ id, status: 'CONFIRMED' }]);
      expect(await listed(call, viewer)).toEqual([id]);
    }
    for (const viewer of [otherMover, stranger]) {
      expect(body(await readCall(call, viewer, id))).toEqual(
        body(await readCall(call, viewer, randomUUID())),
      );
      expect((await readCall(call, viewer, id)).data.moveCall).toBeNull();
      expect(body(await readEntity(call, viewer, id))).toEqual(
        body(await readEntity(call, viewer, randomUUID())),
      );
      expect((await readEntity(call, viewer, id)).data._entities).toEqual([null]);
      expect(await listed(call, viewer)).toEqual([]);
    }
    for (const viewer of [null, service]) {
      expect((await readEntity(call, viewer, id)).data._entities).toEqual([null]);
    }
  });

  test('can be cancelled only by its owner and operators', async () => {
    const { call, id, owner, operator, itsMover, otherMover, stranger } = await confirmedCall(await shared());
    for (const viewer of [itsMover, otherMover, stranger]) {
      expect(await call.cancel(viewer, id)).toEqual(await call.cancel(viewer, randomUUID()));
      expect((await call.cancel(viewer, id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    }
    expect((await readCall(call, owner, id)).data.moveCall).toMatchObject({ status: 'CONFIRMED' });
    expect((await call.cancel(operator, id)).moveCall).toMatchObject({ status: 'CANCELLED' });
    expect((await call.cancel(owner, id)).userErrors).toMatchObject([{ code: 'ALREADY_CANCELLED' }]);
  });

  test('is still shown to its mover after a cancel, without the customer’s phone, and to no other mover', async () => {
    const { call, id, owner, itsMover, otherMover } = await confirmedCall(await shared());
    await call.cancel(owner, id);
    const seen = (await readCall(call, itsMover, id)).data.moveCall;
    expect(seen).toMatchObject({
      id,
      status: 'CANCELLED',
      mover: null,
      tel: expect.stringMatching(/^010\*{4}\d{4}$/),
    });
    expect(await listed(call, itsMover)).toEqual([id]);
    expect((await readCall(call, otherMover, id)).data.moveCall).toBeNull();
  });

  test('shows its alerts only to operators', async () => {
    const { call, id, owner, operator, itsMover } = await confirmedCall(await shared());
    const alert = {
      template: 'CALL_CONFIRMED',
      channel: 'ALIMTALK',
      outcome: 'DELIVERED',
      at: '2026-11-22T03:00:00.000Z',
    };
    expect((await readCall(call, operator, id)).data.moveCall?.['alerts']).toEqual([alert]);
    for (const viewer of [owner, itsMover]) {
      expect((await readCall(call, viewer, id)).data.moveCall?.['alerts']).toEqual([]);
    }
  });
});

describe('a client that has not signed in', () => {
  test('gets UNAUTHENTICATED for each field that needs a viewer, and the rest of the answer', async () => {
    const { call, id } = await confirmedCall(await shared());
    const mixed = await call.ask(null, `{ viewer { tel } moveCall(id: "${id}") { id } }`);
    expect(mixed).toMatchObject({ status: 200, data: { viewer: null, moveCall: null } });
    expect(mixed.codes).toEqual(['UNAUTHENTICATED']);
    expect((await readPage(call, null)).codes).toEqual(['UNAUTHENTICATED']);
    await expect(call.request(null)).rejects.toThrow('UNAUTHENTICATED');
    await expect(call.cancel(null, id)).rejects.toThrow('UNAUTHENTICATED');
  });

  test('because its person no longer exists must sign in again', async () => {
    const call = await shared();
    const deleted = { id: randomUUID(), role: 'CUSTOMER', moverId: null } as const;
    await expect(call.request(deleted)).rejects.toThrow('UNAUTHENTICATED');
    expect((await call.ask(deleted, '{ viewer { tel } }')).data).toEqual({ viewer: null });
  });
});

test('the fields for people are forbidden to services', async () => {
  const { call, id, service } = await confirmedCall(await shared());
  for (const field of [
    'query { viewer { tel } }',
    `query { moveCall(id: "${id}") { id } }`,
    'query { moveCalls { nodes { id } } }',
    `mutation { cancelMoveCall(id: "${id}") { userErrors { code } } }`,
    'mutation { requestLoginCode(tel: "01012345678") { expiresAt } }',
    'mutation { login(tel: "01012345678", code: "123456") { token } }',
    'mutation { requestMoveCall(input: { moveType: FULL_PACKING, location: { address: "mapo" }, cost: 1 }) { moveCall { id } } }',
  ]) {
    expect((await call.ask(service, field)).codes).toEqual(['FORBIDDEN']);
  }
});

test.each([undefined, '', 'nonsense', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4Iiwicm9sZSI6Ik9QRVJBVE9SIn0.'])(
  'a request with the identity %j is answered 401, even for _service',
  async (identity) => {
    const call = await shared();
    const response = await fetch(`${call.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(identity !== undefined && { 'x-movecall-identity': identity }),
      },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  },
);

test.each([
  '',
  'x',
  '__proto__',
  "' or '1'='1",
  '5F0C7A4E-6F1B-4B51-9A8E-0A4C8E1D2F3A',
  '\u0000',
  '가'.repeat(1_000),
])('a call with the malformed id %j does not exist', async (id) => {
  const call = await shared();
  const viewer = await call.person('OPERATOR');
  expect((await readCall(call, viewer, id)).data.moveCall).toBeNull();
  expect((await readEntity(call, viewer, id)).data._entities).toEqual([null]);
  expect((await call.cancel(viewer, id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
});

test.each([
  ['서울 마포구 성산동 1-2', '마포구', '서울특별시', '마포구', '마포구'],
  ['경기 안양시 동안구 관악대로 236', '안양시', '경기도', '안양시', '경기 안양시'],
  ['부산 중구 중앙대로 1', '중구', '부산광역시', '중구', '부산 중구'],
  ['세종 한누리대로 2130', '세종시', '세종특별자치시', null, '세종시'],
])('a home anywhere in Korea has its region: %s', async (address, district, sido, sigungu, area) => {
  const call = await shared();
  const owner = await call.person();
  const itsMover = randomUUID();
  const id = await call.accepted(owner, { location: { address } });
  await call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call, itsMover)));
  await call.settled();
  const [changed] = await call.outbox('MoveCallStatusChanged');
  expect(changed?.data).toMatchObject({ summary: { address: area } });

  const read = (viewer: Viewer) =>
    call.ask(viewer, `{ moveCall(id: "${id}") { location { address district sido sigungu } } }`);
  const location = { district, sido, sigungu };
  expect((await read(owner)).data).toEqual({ moveCall: { location: { address, ...location } } });
  await call.cancel(owner, id);
  // The mover whose call was cancelled knows the area only.
  const formerMover = await call.person('MOVER', itsMover);
  expect((await read(formerMover)).data).toEqual({ moveCall: { location: { address: area, ...location } } });
});

test('a request that cancels a call and reads it again shows the cancelled call', async () => {
  const call = await shared();
  const customer = await call.person();
  const id = await call.accepted(customer);
  const { data } = await call.ask(
    customer,
    `mutation { first: cancelMoveCall(id: "${id}") { moveCall { status timeline { version } } }
      second: cancelMoveCall(id: "${id}") { userErrors { code } } }`,
  );
  expect(data).toEqual({
    first: { moveCall: { status: 'CANCELLED', timeline: [{ version: 1 }, { version: 2 }] } },
    second: { userErrors: [{ code: 'ALREADY_CANCELLED' }] },
  });
});
