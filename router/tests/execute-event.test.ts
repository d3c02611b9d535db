import { supergraphSdl } from '@movecall/schema/sdl';
import { createLogger } from '@movecall/telemetry/logger';
import { expect, test } from 'vitest';
import { createExecuteEvent } from '../src/live/execute-event.ts';
import type { MoveCallStatusEvent } from '../src/live/status-event.ts';
import type { Send } from '../src/subgraphs/client.ts';
import { loadSupergraph } from '../src/supergraph.ts';
import { documentsInProcess, prepare } from './support/documents-in-process.ts';

const loaded = await loadSupergraph(supergraphSdl());
const prepareFor = (send: Record<string, Send>, text: string) =>
  prepare(documentsInProcess({ loaded, send }), text, 'websocket');
const event: MoveCallStatusEvent = {
  cursor: 'c',
  version: 2,
  status: 'CONFIRMED',
  statusLabel: '호출확정',
  at: '2026-11-22T00:00:00.000Z',
  reset: false,
  moveCall: { id: 'm1' },
};

/** A subgraph that answers each entity with the same fields, and records the requested representations. */
function source(fields: object): Send & { requested: unknown[] } {
  const requested: unknown[] = [];
  const send: Send = async ({ body }) => {
    requested.push(JSON.parse(body).variables.representations);
    return { data: { _entities: [fields] } };
  };
  return Object.assign(send, { requested });
}

async function run(text: string, send: Record<string, Send> = {}, variables: Record<string, unknown> = {}) {
  const execute = createExecuteEvent(createLogger('test', 'silent'), () => undefined);
  const context = { viewer: null, traceparent: '' };
  return JSON.parse(await execute({ operation: await prepareFor(send, text), variables, event, context }));
}

test('the fields of the event need no subgraph', async () => {
  const text =
    'subscription { a: moveCallFeed { __typename v: version status statusLabel at reset cursor moveCall { t: __typename i: id } } }';
  expect(await run(text)).toEqual({
    data: {
      a: {
        __typename: 'MoveCallStatusEvent',
        v: 2,
        status: 'CONFIRMED',
        statusLabel: '호출확정',
        at: event.at,
        reset: false,
        cursor: 'c',
        moveCall: { t: 'MoveCall', i: 'm1' },
      },
    },
  });
});

test('entities are fetched by the key in the event, each field from the subgraph that owns it', async () => {
  const [call, manage] = [source({ cost: 5 }), source({ order: { status: 'ASSIGNED' } })];
  const text = 'subscription ($id: ID!) { moveCallStatus(id: $id) { moveCall { cost order { status } } } }';
  expect(await run(text, { call, manage }, { id: 'm1' })).toEqual({
    data: { moveCallStatus: { moveCall: { cost: 5, order: { status: 'ASSIGNED' } } } },
  });
  expect([call.requested, manage.requested]).toEqual([
    [[{ __typename: 'MoveCall', id: 'm1' }]],
    [[{ __typename: 'MoveCall', id: 'm1' }]],
  ]);
});

test('skipped fields are neither fetched nor written', async () => {
  const manage = source({ order: { status: 'ASSIGNED' } });
  const text = `subscription ($yes: Boolean!) { moveCallFeed {
    version @skip(if: $yes) reset @include(if: $yes) moveCall { id order @skip(if: $yes) { status } } } }`;
  expect(await run(text, { manage }, { yes: true })).toEqual({
    data: { moveCallFeed: { reset: false, moveCall: { id: 'm1' } } },
  });
  expect(manage.requested).toEqual([]);
});

test('a missing entity is an error, not a silent null', async () => {
  const call: Send = async () => ({ data: { _entities: [null] } });
  const { data, errors } = await run('subscription { moveCallFeed { moveCall { cost } } }', { call });
  expect(data).toBeNull();
  expect(errors).toHaveLength(1);
});

test('an error without a public code is masked', async () => {
  const call: Send = async () => ({
    data: null,
    errors: [{ message: 'connect to postgres://secret-host failed' }],
  });
  const { errors } = await run('subscription { moveCallFeed { moveCall { cost } } }', { call });
  expect(errors).toMatchObject([
    { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
  ]);
  expect(JSON.stringify(errors)).not.toContain('secret-host');
});

test.each([
  [
    'none: only the id and the cursor',
    '($id: ID!, $after: ID) { moveCallStatus(id: $id, after: $after) { version } }',
    [],
  ],
  [
    'none: the cursor in a fragment',
    '($after: ID) { ...Root } fragment Root on Subscription { s: moveCallFeed(after: $after) { version } }',
    [],
  ],
  ['a condition', '($yes: Boolean!) { moveCallFeed { version at @skip(if: $yes) } }', ['yes']],
  [
    'a condition, but not the id',
    '($id: ID!, $yes: Boolean!) { moveCallStatus(id: $id) { moveCall { id @skip(if: $yes) } version } }',
    ['yes'],
  ],
])('a payload depends on variables: %s', async (_, text, names) => {
  expect((await prepareFor({}, `subscription ${text}`)).payloadVariables).toEqual(names);
});
