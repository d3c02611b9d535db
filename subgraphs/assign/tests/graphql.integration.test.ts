import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Viewer } from '@movecall/identity';
import type { Replica } from '@movecall/testkit/service-harness';
import type { Mover } from '../src/mover/mover.ts';
import { aRequest, place } from './fixtures.ts';
import { activeMover, type AssignHarness, asMover, createAssign, customer, operator } from './harness.ts';
import { ENTITIES, MOVERS, REGISTER, SWITCH } from './operations.ts';

let assign: AssignHarness;
let replica: Replica;
beforeAll(async () => {
  assign = await createAssign();
  replica = await assign.start();
});
afterAll(async () => {
  await assign.close();
});

const calls = (...ids: string[]) => ({ representations: ids.map((id) => ({ __typename: 'MoveCall', id })) });
const movers = (...ids: string[]) => ({ representations: ids.map((id) => ({ __typename: 'Mover', id })) });

describe('permissions', () => {
  const operations: [string, string, Record<string, unknown>][] = [
    ['list movers', MOVERS, {}],
    [
      'register a mover',
      REGISTER,
      { input: { name: 'x', tel: 'x', plate: 'x', base: { address: 'x' }, moveTypes: [] } },
    ],
    ['switch a mover', SWITCH, { id: randomUUID(), available: true }],
  ];

  test.each(operations)('only operators may %s', async (_what, query, variables) => {
    expect(await replica.ask(null, query, variables)).toMatchObject({
      codes: ['UNAUTHENTICATED'],
      data: null,
    });
    for (const viewer of [customer(randomUUID()), asMover(randomUUID())]) {
      expect(await replica.ask(viewer, query, variables)).toMatchObject({ codes: ['FORBIDDEN'], data: null });
    }
    expect((await replica.ask(operator, query, variables)).codes).toEqual([]);
  });

  test('a request without an identity that the router or a service signed is answered 401', async () => {
    for (const query of [MOVERS, ENTITIES, '{ __typename }', '{ _service { sdl } }']) {
      const answer = await replica.ask('unsigned', query, calls(randomUUID()));
      expect(answer).toMatchObject({ status: 401, data: null, codes: ['UNAUTHENTICATED'] });
    }
  });

  test('entities need a client that has signed in', async () => {
    expect((await replica.ask(null, ENTITIES, calls(randomUUID()))).codes).toEqual(['UNAUTHENTICATED']);
    expect((await replica.ask(null, ENTITIES, movers(randomUUID()))).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('an assignment', () => {
  const request = aRequest({ movingOn: '2027-01-01', location: place('강남구') });
  let mover: Mover;
  let stranger: Mover;
  const ask = async (viewer: Viewer, representations: readonly object[]): Promise<unknown[]> => {
    const { data, codes } = await replica.ask(viewer, ENTITIES, { representations });
    expect(codes).toEqual([]);
    return data._entities.map((entity: { assignment: unknown }) => entity.assignment);
  };
  /** The assignments of calls whose mover call has announced. */
  const assignmentFor = (viewer: Viewer, ...ids: string[]): Promise<unknown[]> =>
    ask(viewer, announced(true, ...ids));
  const announced = (contactsShared: boolean, ...ids: string[]) =>
    ids.map((id) => ({ __typename: 'MoveCall', id, announcedMoverId: mover.id, contactsShared }));
  beforeAll(async () => {
    mover = await assign.register({ base: { ...place('강남구'), address: '강남구 역삼동 1-2', ...YARD } });
    stranger = await assign.register({ base: place('은평구') });
    await assign.request(request);
    expect(await activeMover(assign, request.callId)).toBe(mover.id);
  });

  const [YARD, OFFICE] = [
    { latitude: 37.5175, longitude: 127.0475 },
    { latitude: 37.5173, longitude: 127.0473 },
  ];
  const withMover = (shown: object) => [
    {
      id: expect.any(String),
      status: 'ACTIVE',
      distanceMeters: expect.any(Number),
      assignedAt: expect.stringMatching(/^2026-11-22T03:.*Z$/),
      mover: { id: mover.id, name: mover.name, tel: nationalTel(mover.tel), plate: mover.plate, ...shown },
    },
  ];

  test('is shown to the owner of the call, its mover and operators, with the mover’s phone; the owner sees the area of its base', async () => {
    for (const viewer of [asMover(mover.id), operator])
      expect(await assignmentFor(viewer, request.callId)).toEqual(
        withMover({ base: { address: '강남구 역삼동 1-2', ...YARD } }),
      );
    expect(await assignmentFor(customer(request.ownerId), request.callId)).toEqual(
      withMover({ base: { address: '강남구', ...OFFICE } }),
    );
  });

  test('shows its owner a masked mover once they no longer share contacts', async () => {
    const seen = await ask(customer(request.ownerId), announced(false, request.callId));
    const tel = `010****${mover.tel.slice(-4)}`;
    expect(seen).toEqual(withMover({ tel, plate: '****3456', base: { address: '강남구', ...OFFICE } }));
  });

  test('is hidden from everybody but operators as long as its mover is not announced', async () => {
    const [reference] = calls(request.callId).representations;
    const other = { ...reference, announcedMoverId: stranger.id, contactsShared: true };
    const none = { ...reference, announcedMoverId: null, contactsShared: false };
    for (const viewer of [customer(request.ownerId), asMover(mover.id)])
      expect(await ask(viewer, [other, none, { ...reference }])).toEqual([null, null, null]);
    expect(await ask(operator, [none])).toEqual([expect.objectContaining({ status: 'ACTIVE' })]);
  });

  test('of another customer’s call is answered like that of a call that does not exist', async () => {
    for (const viewer of [customer(randomUUID()), asMover(stranger.id)]) {
      expect(await assignmentFor(viewer, request.callId, randomUUID(), 'no id', '')).toEqual([
        null,
        null,
        null,
        null,
      ]);
    }
  });

  test('is answered for each of many calls in one query', async () => {
    const others = [aRequest({ movingOn: '2027-01-02' }), aRequest({ movingOn: '2027-01-03' })];
    for (const other of others) await assign.request(other);
    const ids = [request, ...others].map(({ callId }) => callId);
    expect(await assignmentFor(operator, ...ids, randomUUID())).toEqual([
      expect.objectContaining({ status: 'ACTIVE' }),
      expect.objectContaining({ status: 'ACTIVE' }),
      expect.objectContaining({ status: 'ACTIVE' }),
      null,
    ]);
    expect(await assignmentFor(customer(request.ownerId), ...ids)).toEqual([expect.anything(), null, null]);
  });

  test('is still shown, as released, after a cancel; a waiting call has none', async () => {
    const [cancelled, waiting] = [aRequest({ movingOn: '2027-01-05' }), aRequest({ movingOn: '2026-11-01' })];
    await assign.request(cancelled);
    await assign.cancel(cancelled.callId);
    await assign.request(waiting);
    expect(await assignmentFor(operator, cancelled.callId, waiting.callId)).toEqual([
      expect.objectContaining({ status: 'RELEASED' }),
      null,
    ]);
  });
});

describe('a mover', () => {
  test('is shown to itself and to operators; to anybody else it does not exist', async () => {
    const [mover, other] = [await assign.register(), await assign.register()];
    const seenBy = async (viewer: Viewer) => {
      const { data, codes } = await replica.ask(viewer, ENTITIES, movers(mover.id, randomUUID(), 'no id'));
      expect(codes).toEqual([]);
      return data._entities;
    };
    const seen = { id: mover.id, name: mover.name, tel: nationalTel(mover.tel) };
    expect(await seenBy(operator)).toEqual([seen, null, null]);
    expect(await seenBy(asMover(mover.id))).toEqual([seen, null, null]);
    expect(await seenBy(asMover(other.id))).toEqual([null, null, null]);
    expect(await seenBy(customer(randomUUID()))).toEqual([null, null, null]);
  });
});

test('the service is alive and ready, and shows its metrics', async () => {
  expect(await (await fetch(`${replica.url}/healthz`)).json()).toEqual({ status: 'alive' });
  expect(await (await fetch(`${replica.url}/readyz`)).json()).toEqual({
    status: 'ready',
    checks: { database: true },
  });
  expect(await (await fetch(`${replica.metricsUrl}/metrics`)).text()).toContain('eventlog_published_total');
});
