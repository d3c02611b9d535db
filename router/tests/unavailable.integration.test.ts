import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';

/** The behaviour of manage. */
let behave: RequestListener;
let manage: Server;
let router: TestRouter;
/** A router with a shorter timeout, for a manage that does not answer. */
let impatient: TestRouter;
const viewer = customer();

beforeAll(async () => {
  manage = createServer((request, response) => behave(request, response));
  await new Promise<void>((resolve) => manage.listen(0, '127.0.0.1', resolve));
  const { port } = manage.address() as AddressInfo;
  const subgraphUrls = { manage: `http://127.0.0.1:${port}` };
  const start = (timeoutMs: number) =>
    startRouter(inject('redisUrl'), {
      subgraphUrls,
      subgraphs: { timeoutMs, failuresToOpen: 1_000, halfOpenAfterMs: 1_000 },
    });
  [router, impatient] = await Promise.all([start(10_000), start(2_000)]);
});
afterAll(async () => {
  await Promise.all([router.close(), impatient.close()]);
  manage.closeAllConnections();
  manage.close();
});

const json = { 'content-type': 'application/json' };
const behaviours: [string, RequestListener][] = [
  ['answers 503', (_, response) => response.writeHead(503).end('Service Unavailable at manage.internal')],
  [
    'answers 500 with GraphQL',
    (_, response) => response.writeHead(500, json).end('{"errors":[{"message":"manage.internal broke"}]}'),
  ],
  [
    'answers HTML',
    (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>manage.internal</h1>'),
  ],
  ['answers JSON that is not GraphQL', (_, response) => response.writeHead(200, json).end('{"ok":true}')],
  ['answers null without an error', (_, response) => response.writeHead(200, json).end('{"data":null}')],
  [
    'answers data that is a text',
    (_, response) => response.writeHead(200, json).end('{"data":"manage.internal"}'),
  ],
  [
    'answers in an unknown content coding',
    (_, response) => response.writeHead(200, { ...json, 'content-encoding': 'odd' }).end('{"data":{}}'),
  ],
  ['answers truncated JSON', (_, response) => response.writeHead(200, json).end('{"data":{"_entit')],
  [
    'rejects the identity of the router',
    (_, response) =>
      response
        .writeHead(401, json)
        .end('{"errors":[{"message":"Sign in first.","extensions":{"code":"UNAUTHENTICATED"}}]}'),
  ],
  ['resets the connection', (request) => request.socket.destroy()],
  [
    'closes the connection in the middle of a response',
    (_, response) =>
      response.writeHead(200, { ...json, 'content-length': 100 }).write('{"data"', () => response.destroy()),
  ],
];
const silences: [string, RequestListener][] = [
  ['never answers', () => undefined],
  ['begins a response and hangs', (_, response) => void response.writeHead(200, json).write('{"data"')],
];

test.each(behaviours)('a subgraph that %s costs its own fields only', async (_, behaviour) => {
  behave = behaviour;
  await costsItsOwnFieldsOnly(router);
});

test.each(silences)('a subgraph that %s costs its own fields only', async (_, silence) => {
  behave = silence;
  await costsItsOwnFieldsOnly(impatient);
});

async function costsItsOwnFieldsOnly(tested: TestRouter): Promise<void> {
  const call = tested.addCall(viewer);
  const { status, body, text } = await tested.query(
    '{ it: moveCall(id: "ID") { id status mine: order { status } again: order { statusLabel } assignment { id } } }'.replace(
      'ID',
      call.id,
    ),
    {},
    viewer,
  );
  expect(status).toBe(200);
  const error = (field: string) => ({
    message: 'Not available at the moment.',
    path: ['it', field],
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  expect(body).toEqual({
    data: {
      it: {
        id: call.id,
        status: 'REQUESTED',
        mine: null,
        again: null,
        assignment: { id: expect.any(String) },
      },
    },
    errors: [error('mine'), error('again')],
  });
  expect(text).not.toMatch(/manage|127\.0\.0\.1|ECONN|socket|query/i);
}

test('a compressed answer is read although nobody asked for it', async () => {
  const body = gzipSync('{"data":{"_entities":[{"order":{"statusLabel":"접수"}}]}}');
  behave = (_, response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(body);
  const call = router.addCall(viewer);
  const { body: answer } = await router.query(
    `{ moveCall(id: "${call.id}") { order { statusLabel } } }`,
    {},
    viewer,
  );
  expect(answer).toEqual({ data: { moveCall: { order: { statusLabel: '접수' } } } });
});

test('each entity of a list has its own error', async () => {
  behave = (_, response) => response.writeHead(503).end();
  const owner = customer();
  router.addCall(owner);
  router.addCall(owner);
  const { body } = await router.query('{ moveCalls { nodes { order { status } } } }', {}, owner);
  expect(body.data).toEqual({ moveCalls: { nodes: [{ order: null }, { order: null }] } });
  expect(body.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['moveCalls', 'nodes', 0, 'order'], 'SERVICE_UNAVAILABLE'],
    [['moveCalls', 'nodes', 1, 'order'], 'SERVICE_UNAVAILABLE'],
  ]);
});

test('a field that @include omits has no error', async () => {
  behave = (_, response) => response.writeHead(503).end();
  const call = router.addCall(viewer);
  const { body } = await router.query(
    'query ($id: ID!, $no: Boolean!) { moveCall(id: $id) { version order @include(if: $no) { status } also: order { status } } }',
    { id: call.id, no: false },
    viewer,
  );
  expect(body.data).toEqual({ moveCall: { version: 1, also: null } });
  expect(body.errors?.map(({ path }) => path)).toEqual([['moveCall', 'also']]);
});

test('the code of a subgraph that refuses a request with 400 reaches the client', async () => {
  behave = (_, response) =>
    response
      .writeHead(400, json)
      .end(
        '{"errors":[{"message":"Bad day.","extensions":{"code":"BAD_USER_INPUT","host":"manage.internal"}}]}',
      );
  const call = router.addCall(viewer);
  const { body } = await router.query(
    `{ moveCall(id: "${call.id}") { version order { status } } }`,
    {},
    viewer,
  );
  expect(body.data).toEqual({ moveCall: { version: 1, order: null } });
  expect(body.errors).toEqual([{ message: 'Bad day.', extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('a null that the schema forbids is a masked error', async () => {
  behave = (_, response) =>
    response.writeHead(200, json).end('{"data":{"_entities":[{"order":{"status":null}}]}}');
  const call = router.addCall(viewer);
  const { body } = await router.query(
    `{ moveCall(id: "${call.id}") { version order { status } } }`,
    {},
    viewer,
  );
  expect(body.data).toEqual({ moveCall: { version: 1, order: null } });
  expect(body.errors).toEqual([
    {
      message: 'Internal server error',
      path: ['moveCall', 'order', 'status'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  ]);
});

test('an unreachable subgraph of root fields: the field is null, or the whole data if the field is not nullable', async () => {
  const down = await startRouter(inject('redisUrl'), {
    subgraphUrls: { call: 'http://127.0.0.1:1', assign: 'http://127.0.0.1:1' },
  });
  const error = (path: string[]) => ({
    message: 'Not available at the moment.',
    path,
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  const nullable = await down.query('{ a: moveCall(id: "x") { id } b: viewer { role } }', {}, viewer);
  expect(nullable.body).toEqual({ data: { a: null, b: null }, errors: [error(['a']), error(['b'])] });
  const required = await down.query(
    'mutation { requestMoveCall(input: { moveType: FULL_PACKING, location: { address: "mapo" } }) { moveCall { id } } }',
    {},
    viewer,
  );
  expect(required.body).toEqual({ data: null, errors: [error(['requestMoveCall'])] });
  await down.close();
});
