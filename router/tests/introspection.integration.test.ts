import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { operator, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'), { introspection: false });
});
afterAll(() => router.close());

test.each([
  getIntrospectionQuery(),
  '{ __schema { types { name } } }',
  '{ __type(name: "MoveCall") { name } }',
  'query { a: __schema { queryType { name } } viewer { role } }',
  '{ ...F } fragment F on Query { __schema { description } }',
])('with introspection off, introspection queries are refused: %s', async (query) => {
  const { status, body } = await router.query(query);
  expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  expect(body.data).toBeUndefined();
});

test('with introspection off, introspection over WebSocket is refused', async () => {
  const socket = await connect(router, operator());
  socket.subscribe('1', '{ __schema { types { name } } }');
  expect((await socket.next()).type).toBe('error');
  socket.subscribe('2', 'subscription { moveCallFeed { __schema { types { name } } } }');
  expect((await socket.next()).type).toBe('error');
  socket.close();
});

test.each([
  ['{ viewer { rol } }', {}],
  ['{ moveCal(id: "x") { id } }', {}],
  ['{ moveCalls(frist: 3) { nodes { id } } }', {}],
  ['{ moveCalls(status: [CONFIRME]) { nodes { id } } }', {}],
  ['query ($s: [MoveCallStatus!]) { moveCalls(status: $s) { nodes { id } } }', { s: ['CONFIRME'] }],
  [
    'mutation ($i: RequestMoveCallInput!) { requestMoveCall(input: $i) { moveCall { id } } }',
    { i: { moveTyp: 'FULL_PACKING' } },
  ],
])('with introspection off, errors contain no suggestions: %s', async (query, variables) => {
  const { status, text } = await router.query(query, variables);
  expect(status).toBe(400);
  expect(text).not.toMatch(/did you mean/i);

  const socket = await connect(router, operator());
  socket.subscribe('1', query, variables);
  expect(JSON.stringify(await socket.next())).not.toMatch(/did you mean/i);
  socket.close();
});

test('with introspection on, errors contain suggestions', async () => {
  const open = await startRouter(inject('redisUrl'));
  expect((await open.query('{ viewer { rol } }')).text).toMatch(/Did you mean .*role/);
  const socket = await connect(open, operator());
  socket.subscribe('1', 'subscription { moveCallFeed { versio } }');
  expect(JSON.stringify(await socket.next())).toMatch(/Did you mean .*version/);
  socket.close();
  await open.close();
});

test('a browser receives no landing page', async () => {
  const response = await fetch(`${router.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(response.status).toBe(400);
  expect(await response.text()).not.toMatch(/<html|sandbox/i);
});
