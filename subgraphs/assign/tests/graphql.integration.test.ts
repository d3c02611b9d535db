import { nationalTel } from '@movecall/values/tel';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '@movecall/testkit/database';
import type { Mover } from '../src/mover.ts';
import { ENTITIES, MOVERS, REGISTER, SWITCH } from './operations.ts';
import { asMover, customer, operator, type Running, startService } from './running.ts';
import { activeMover, aRequest, createTemplate, createWorld, place, type World } from './support.ts';

let template: TestDatabase;
let world: World;
let running: Running;
beforeAll(async () => {
  template = await createTemplate();
  world = await createWorld(template);
  running = await startService(world);
});
afterAll(async () => {
  await running.close();
  await world.close();
  await template.drop();
});

const calls = (...ids: string[]) => ({ representations: ids.map((id) => ({ __typename: 'MoveCall', id })) });
const movers = (...ids: string[]) => ({ representations: ids.map((id) => ({ __typename: 'Mover', id })) });

describe('who may ask', () => {
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
    expect(await running.ask(null, query, variables)).toMatchObject({
      codes: ['UNAUTHENTICATED'],
      data: null,
    });
    for (const viewer of [customer(randomUUID()), asMover(randomUUID())]) {
      expect(await running.ask(viewer, query, variables)).toMatchObject({ codes: ['FORBIDDEN'], data: null });
    }
    expect((await running.ask(operator, query, variables)).codes).toEqual([]);
  });

  test('nobody is answered for whom neither the router nor a service vouches', async () => {
    for (const query of [MOVERS, ENTITIES, '{ __typename }', '{ _service { sdl } }']) {
      const answer = await running.ask('unsigned', query, calls(randomUUID()));
      expect(answer).toEqual({ status: 401, data: null, codes: ['UNAUTHENTICATED'] });
    }
  });

  test('entities are not for somebody who did not sign in', async () => {
    expect((await running.ask(null, ENTITIES, calls(randomUUID()))).codes).toEqual(['UNAUTHENTICATED']);
    expect((await running.ask(null, ENTITIES, movers(randomUUID()))).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('an assignment', () => {
  const request = aRequest({ movingOn: '2027-01-01', location: place('강남구') });
  let mover: Mover;
  let stranger: Mover;
  const assignmentFor = async (
    viewer: Parameters<Running['ask']>[0],
    ...ids: string[]
  ): Promise<unknown[]> => {
    const { data, codes } = await running.ask(viewer, ENTITIES, calls(...ids));
    expect(codes).toEqual([]);
    return data!['_entities'].map((entity: { assignment: unknown }) => entity.assignment);
  };
  beforeAll(async () => {
    mover = await world.register({ base: place('강남구') });
    stranger = await world.register({ base: place('은평구') });
    await world.request(request);
    expect(await activeMover(world, request.callId)).toBe(mover.id);
  });

  test('is seen by the owner of the call, its mover and operators, with the mover’s phone', async () => {
    for (const viewer of [customer(request.ownerId), asMover(mover.id), operator]) {
      expect(await assignmentFor(viewer, request.callId)).toEqual([
        {
          id: expect.any(String),
          status: 'ACTIVE',
          distanceMeters: 0,
          assignedAt: expect.stringMatching(/^2026-11-22T03:.*Z$/),
          mover: { id: mover.id, name: mover.name, tel: nationalTel(mover.tel), plate: mover.plate },
        },
      ]);
    }
  });

  test('of another’s call is answered like that of a call that is not there', async () => {
    for (const viewer of [customer(randomUUID()), asMover(stranger.id)]) {
      expect(await assignmentFor(viewer, request.callId, randomUUID(), 'no id', '')).toEqual([
        null,
        null,
        null,
        null,
      ]);
    }
  });

  test('is there for each of many calls that are asked for at once', async () => {
    const others = [aRequest({ movingOn: '2027-01-02' }), aRequest({ movingOn: '2027-01-03' })];
    for (const other of others) await world.request(other);
    const ids = [request, ...others].map(({ callId }) => callId);
    expect(await assignmentFor(operator, ...ids, randomUUID())).toEqual([
      expect.objectContaining({ status: 'ACTIVE' }),
      expect.objectContaining({ status: 'ACTIVE' }),
      expect.objectContaining({ status: 'ACTIVE' }),
      null,
    ]);
    expect(await assignmentFor(customer(request.ownerId), ...ids)).toEqual([expect.anything(), null, null]);
  });

  test('stays, released, after a cancel; a call that waits has none', async () => {
    const [cancelled, waiting] = [aRequest({ movingOn: '2027-01-05' }), aRequest({ movingOn: '2026-11-01' })];
    await world.request(cancelled);
    await world.cancel(cancelled.callId);
    await world.request(waiting);
    expect(await assignmentFor(operator, cancelled.callId, waiting.callId)).toEqual([
      expect.objectContaining({ status: 'RELEASED' }),
      null,
    ]);
  });
});

describe('a mover', () => {
  test('is seen by itself and operators; anybody else is answered as if it were not there', async () => {
    const [mover, other] = [await world.register(), await world.register()];
    const seenBy = async (viewer: Parameters<Running['ask']>[0]) => {
      const { data, codes } = await running.ask(viewer, ENTITIES, movers(mover.id, randomUUID(), 'no id'));
      expect(codes).toEqual([]);
      return data!['_entities'];
    };
    const seen = { id: mover.id, name: mover.name, tel: nationalTel(mover.tel) };
    expect(await seenBy(operator)).toEqual([seen, null, null]);
    expect(await seenBy(asMover(mover.id))).toEqual([seen, null, null]);
    expect(await seenBy(asMover(other.id))).toEqual([null, null, null]);
    expect(await seenBy(customer(randomUUID()))).toEqual([null, null, null]);
  });
});

test('the service says that it is alive and ready, and shows its figures', async () => {
  expect(await (await fetch(`${running.url}/healthz`)).json()).toEqual({ status: 'alive' });
  expect(await (await fetch(`${running.url}/readyz`)).json()).toEqual({
    status: 'ready',
    checks: { database: true },
  });
  expect(await (await fetch(`${running.url}/metrics`)).text()).toContain('eventlog_published_total');
});
