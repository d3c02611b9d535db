import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect, openSocket } from './support/socket.ts';

const LEVELS = [101, 5_000, 40_000];

let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
afterAll(() => router.close());

/** JSON of a value that is nested so many levels. */
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const nestedObjects = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);

describe.each([
  ['a scalar', 'query ($v: ID!) { moveCall(id: $v) { id } }'],
  [
    'a custom scalar',
    'mutation ($v: Date) { requestMoveCall(input: { moveType: FULL_PACKING, location: { address: "마포구" }, movingOn: $v }) { moveCall { id } } }',
  ],
  ['an enum', 'query ($v: [MoveCallStatus!]) { moveCalls(status: $v) { nodes { id } } }'],
  [
    'an input object',
    'mutation ($v: RequestMoveCallInput!) { requestMoveCall(input: $v) { moveCall { id } } }',
  ],
  ['no type: the document does not declare it', '{ viewer { role } }'],
])('a deeply nested variable of %s', (_what, query) => {
  test.each(LEVELS)('is refused with BAD_USER_INPUT at %i levels over HTTP', async (levels) => {
    for (const value of [nested(levels), nestedObjects(Math.min(levels, 15_000))]) {
      const { status, body } = await router.post(
        `{"query":${JSON.stringify(query)},"variables":{"v":${value}}}`,
      );
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    }
  });
});

test('a deeply nested variable in a query string is refused with BAD_USER_INPUT', async () => {
  const query = encodeURIComponent('query ($v: ID!) { moveCall(id: $v) { id } }');
  const answer = await fetch(`${router.url}/graphql?query=${query}&variables={"v":${nested(1_000)}}`, {
    headers: { 'apollo-require-preflight': '1' },
  });
  const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] };
  expect([answer.status, errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
});

test.each(LEVELS.filter((levels) => levels < 30_000))(
  'a variable of %i levels is refused with BAD_USER_INPUT over WebSocket',
  async (levels) => {
    const socket = await connect(router, customer());
    const query = JSON.stringify('subscription ($v: ID!) { moveCallStatus(id: $v) { version } }');
    socket.send(
      `{"type":"subscribe","id":"1","payload":{"query":${query},"variables":{"v":${nested(levels)}}}}`,
    );
    expect(await socket.next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    socket.close();
  },
);

test.each([
  '$',
  '{"query":$}',
  '{"query":"{ __typename }","operationName":$}',
  '{"query":"{ __typename }","variables":$}',
  '{"query":"{ __typename }","extensions":$}',
  '{"query":"{ __typename }","extensions":{"persistedQuery":$}}',
])('5,000 levels elsewhere in a body are no internal error: %s', async (body) => {
  const answer = await router.post(body.replace('$', nested(5_000)));
  expect([200, 400]).toContain(answer.status);
  expect(answer.text).not.toContain('INTERNAL_SERVER_ERROR');
});

test.each([
  ['{"type":"connection_init","payload":$}', 4400],
  ['{"type":"connection_init","payload":{"authorization":$}}', 4403],
  ['{"type":"subscribe","id":$}', 4400],
  ['{"type":$}', 4400],
])('5,000 levels elsewhere in a message close the socket as a bad message: %s', async (message, code) => {
  const socket = await openSocket(router);
  socket.send(message.replace('$', nested(5_000)));
  expect((await socket.closed).code).toBe(code);
});

test('a value nested as deep as the input types of the schema is accepted', async () => {
  const query = 'query ($v: [MoveCallStatus!]) { moveCalls(status: $v) { nodes { id } } }';
  const { body } = await router.query(query, { v: ['CONFIRMED'] }, customer());
  expect(body.errors).toBeUndefined();
});
