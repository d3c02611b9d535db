import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';

let router: TestRouter;
const viewer = customer();

beforeAll(async () => {
  router = await startRouter(inject('redisUrl'));
});
afterAll(() => router.close());

test('a response is joined from three subgraphs, with the identity of the viewer', async () => {
  const call = router.addCall(viewer);
  const { body } = await router.query(
    `query ($id: ID!) { it: moveCall(id: $id) { ...Parts } }
     fragment Parts on MoveCall { statusLabel order { statusLabel } assignment { mover { name } } }`,
    { id: call.id },
    viewer,
  );
  expect(body).toEqual({
    data: {
      it: {
        statusLabel: '호출',
        order: { statusLabel: '배정 완료' },
        assignment: { mover: { name: '백영곤' } },
      },
    },
  });
  expect(router.subgraphs.seen.slice(-3).map((request) => request.viewer?.id)).toEqual([
    viewer.id,
    viewer.id,
    viewer.id,
  ]);
});

test("a request's trace continues in every subgraph, below the router's own span", async () => {
  const call = router.addCall(viewer);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const before = router.subgraphs.seen.length;
  await router.post(JSON.stringify({ query: `{ moveCall(id: "${call.id}") { order { status } } }` }), {
    authorization: `Bearer ${await router.tokenFor(viewer)}`,
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  });
  const traces = router.subgraphs.seen.slice(before).map(({ traceparent }) => traceparent ?? '');
  expect(traces).toHaveLength(2);
  expect(traces.every((trace) => trace.split('-')[1] === traceId)).toBe(true);
  const spans = new Set(traces.map((trace) => trace.split('-')[2]));
  expect(spans.size).toBe(1);
  expect(spans).not.toContain('00f067aa0ba902b7');
});

test("a subgraph learns the client's address from the router, whatever the client claims", async () => {
  const call = router.addCall(viewer);
  const before = router.subgraphs.seen.length;
  await router.post(JSON.stringify({ query: `{ moveCall(id: "${call.id}") { order { status } } }` }), {
    authorization: `Bearer ${await router.tokenFor(viewer)}`,
    'x-movecall-client-address': '203.0.113.9',
  });
  const addresses = router.subgraphs.seen.slice(before).map(({ address }) => address);
  expect(addresses).toEqual(['127.0.0.1', '127.0.0.1']);
});

test('a call of another customer is null, like a missing one', async () => {
  const call = router.addCall(customer());
  expect((await router.query(`{ moveCall(id: "${call.id}") { id } }`, {}, viewer)).body).toEqual({
    data: { moveCall: null },
  });
});

describe('sign-in', () => {
  test('a client without a token is anonymous', async () => {
    expect((await router.query('{ viewer { role } }')).body).toEqual({ data: { viewer: null } });
  });

  test.each([
    ['an empty token', 'Bearer '],
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['a token that is not a JWT', 'Bearer abc.def.ghi'],
  ])('%s is refused with 401', async (_, authorization) => {
    const { status, body } = await router.post(JSON.stringify({ query: '{ __typename }' }), {
      authorization,
    });
    expect(status).toBe(401);
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('an expired token is refused with 401', async () => {
    const authorization = `Bearer ${await router.tokenFor(viewer, -1)}`;
    expect((await router.post(JSON.stringify({ query: '{ __typename }' }), { authorization })).status).toBe(
      401,
    );
  });

  test('a token that another key has signed is refused with 401', async () => {
    const other = await startRouter(inject('redisUrl'));
    const authorization = `Bearer ${await other.tokenFor(viewer)}`;
    expect((await router.post(JSON.stringify({ query: '{ __typename }' }), { authorization })).status).toBe(
      401,
    );
    await other.close();
  });
});

describe('errors', () => {
  test("a resolver's public code reaches the client with its path and nothing else", async () => {
    const { body } = await router.query('{ it: movers { nodes { id } } viewer { role } }', {}, customer());
    expect(body).toEqual({
      data: null,
      errors: [{ message: 'Not allowed for this role.', path: ['it'], extensions: { code: 'FORBIDDEN' } }],
    });
  });

  test('a signed-out client learns that it has to sign in, without a request to a subgraph', async () => {
    const before = router.subgraphs.seen.length;
    const { status, body } = await router.query('mutation { cancelMoveCall(id: "x") { moveCall { id } } }');
    expect(status).toBe(200);
    expect(body).toEqual({
      errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(router.subgraphs.seen).toHaveLength(before);
  });

  test('a customer learns what only operators may ask for, without a request to a subgraph', async () => {
    const before = router.subgraphs.seen.length;
    const { status, body } = await router.query('{ movers { nodes { id } } }', {}, customer());
    expect(status).toBe(200);
    expect(body).toEqual({
      errors: [{ message: 'Not allowed for this role.', extensions: { code: 'FORBIDDEN' } }],
    });
    expect(router.subgraphs.seen).toHaveLength(before);
  });

  test('an internal error of a subgraph is masked', async () => {
    const { body, text } = await router.query('mutation { login(tel: "x", code: "1") { token } }');
    expect(body.errors).toEqual([
      { message: 'Internal server error', path: ['login'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(text).not.toMatch(/secret-host|postgres/);
  });

  test('malformed JSON is refused with 400', async () => {
    const { status, body } = await router.post('{"query": "{ viewer');
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
  });

  test('a body over the limit is refused with 413', async () => {
    const { status } = await router.post(
      JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(200_000) } }),
    );
    expect(status).toBe(413);
  });

  test('a syntax error is refused with 400 GRAPHQL_PARSE_FAILED', async () => {
    const { status, body } = await router.query('{ viewer {');
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_PARSE_FAILED');
  });

  test('batches, GET mutations and text/plain are refused', async () => {
    expect((await router.post(JSON.stringify([{ query: '{ __typename }' }]))).status).toBe(400);
    expect((await router.post('{ __typename }', { 'content-type': 'text/plain' })).status).toBe(400);
    const mutation = encodeURIComponent('mutation { cancelMoveCall(id: "x") { userErrors { code } } }');
    const get = await fetch(`${router.url}/graphql?query=${mutation}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(get.status).toBe(405);
  });

  test('a subscription over HTTP is refused, and the error names WebSocket', async () => {
    const { status, body } = await router.query('subscription { moveCallFeed { version } }');
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_REQUEST' },
      message: expect.stringContaining('WebSocket'),
    });
  });

  test('no header exposes the query plan', async () => {
    const { body } = await router.post(JSON.stringify({ query: '{ viewer { role } }' }), {
      'apollo-query-plan-experimental': '1',
    });
    expect(body).toEqual({ data: { viewer: null } });
  });

  test('an alias or variable named __proto__ pollutes nothing', async () => {
    const call = router.addCall(viewer);
    const { body } = await router.post(
      `{"query": "query ($id: ID!) { __proto__: moveCall(id: $id) { __proto__: id order { constructor: status } } }", "variables": {"id": "${call.id}", "__proto__": {"polluted": true}}}`,
      { authorization: `Bearer ${await router.tokenFor(viewer)}` },
    );
    expect(body.errors).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getOwnPropertyDescriptor(body.data, '__proto__')?.value).toMatchObject({
      order: { constructor: 'ASSIGNED' },
    });
  });
});

test('introspection needs no subgraph', async () => {
  const before = router.subgraphs.seen.length;
  const { getIntrospectionQuery } = await import('graphql');
  const { body } = await router.query(getIntrospectionQuery());
  expect(body.data.__schema.types.map(({ name }: { name: string }) => name)).toContain('MoveCall');
  expect(router.subgraphs.seen).toHaveLength(before);
});
