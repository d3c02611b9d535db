import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';

/** What manage does instead of what it should. */
let behave: RequestListener;
let manage: Server;
let router: TestRouter;
/** Waits for answers that do not come, and not for as long as those that do may take. */
let hasty: TestRouter;
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
  [router, hasty] = await Promise.all([start(10_000), start(2_000)]);
});
afterAll(async () => {
  await Promise.all([router.close(), hasty.close()]);
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
  ['answers JSON that is no GraphQL', (_, response) => response.writeHead(200, json).end('{"ok":true}')],
  ['answers half a JSON', (_, response) => response.writeHead(200, json).end('{"data":{"_entit')],
  [
    'does not know the router',
    (_, response) =>
      response
        .writeHead(401, json)
        .end('{"errors":[{"message":"Sign in first.","extensions":{"code":"UNAUTHENTICATED"}}]}'),
  ],
  ['resets the connection', (request) => request.socket.destroy()],
  [
    'breaks off in the middle',
    (_, response) =>
      response.writeHead(200, { ...json, 'content-length': 100 }).write('{"data"', () => response.destroy()),
  ],
];
const silences: [string, RequestListener][] = [
  ['never answers', () => undefined],
  ['begins to answer and stops', (_, response) => void response.writeHead(200, json).write('{"data"')],
];

test.each(behaviours)('a subgraph that %s costs its own fields only', async (_, behaviour) => {
  behave = behaviour;
  await costsItsOwnFieldsOnly(router);
});

test.each(silences)('a subgraph that %s costs its own fields only', async (_, silence) => {
  behave = silence;
  await costsItsOwnFieldsOnly(hasty);
});

async function costsItsOwnFieldsOnly(asked: TestRouter): Promise<void> {
  const call = asked.addCall(viewer);
  const { status, body, text } = await asked.query(
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

test('a field that was left out has no error', async () => {
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

test('codes of a subgraph that refuses a request pass, whatever its HTTP status', async () => {
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

test('a null that the schema forbids is an error, without a word on the inside', async () => {
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

test('nobody listening there, at the root: the field is null, or all of the answer when it must not be', async () => {
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
