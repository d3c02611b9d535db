import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';

const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 300;
/** So long that the circuit does not half-open during a test. */
const HALF_OPEN_LATER_MS = 60_000;
const json = { 'content-type': 'application/json' };

/** The behaviour of the scripted subgraph. */
let behave: RequestListener;
let requests: number;
let scripted: Server;
let router: TestRouter;
const viewer = customer();

beforeEach(async () => {
  requests = 0;
  scripted = createServer((request, response) => {
    requests += 1;
    behave(request, response);
  });
  await new Promise<void>((resolve) => scripted.listen(0, '127.0.0.1', resolve));
  router = await start(HALF_OPEN_AFTER_MS);
});

function start(halfOpenAfterMs: number): Promise<TestRouter> {
  const { port } = scripted.address() as AddressInfo;
  return startRouter(inject('redisUrl'), {
    // manage has queries only; a test that needs a mutation replaces call.
    subgraphUrls: { manage: `http://127.0.0.1:${port}` },
    subgraphs: { timeoutMs: 5_000, failuresToOpen: FAILURES_TO_OPEN, halfOpenAfterMs },
  });
}
afterEach(async () => {
  await router.close();
  scripted.closeAllConnections();
  scripted.close();
});

const order = { _entities: [{ __typename: 'MoveCall', order: { status: 'ACCEPTED' } }] };
const answers: RequestListener = (_, response) =>
  response.writeHead(200, json).end(JSON.stringify({ data: order }));
const fails: RequestListener = (_, response) => response.writeHead(503).end();

const askForOrder = (id: string) =>
  router.query(`{ moveCall(id: "${id}") { id order { status } } }`, {}, viewer);
const codes = ({ body }: Awaited<ReturnType<typeof askForOrder>>) =>
  body.errors?.map(({ extensions }) => extensions.code);

/** The state of the circuit to manage. */
async function circuit(): Promise<string | undefined> {
  const metrics = await (await fetch(`${router.metricsUrl}/metrics`)).text();
  return /^movecall_router_subgraph_circuit_state\{subgraph="manage",state="(\w+)"\} 1$/m.exec(metrics)?.[1];
}

test('an open circuit fails the fields of its subgraph at once, without requests; other fields are served', async () => {
  await router.close();
  router = await start(HALF_OPEN_LATER_MS);
  behave = fails;
  const { id } = router.addCall(viewer);
  for (let times = 0; times < FAILURES_TO_OPEN; times += 1)
    expect(codes(await askForOrder(id))).toEqual(['SERVICE_UNAVAILABLE']);
  expect(requests).toBe(FAILURES_TO_OPEN);

  behave = () => undefined;
  const refused = await Promise.all(Array.from({ length: 20 }, () => askForOrder(id)));
  expect(requests).toBe(FAILURES_TO_OPEN);
  expect(await circuit()).toBe('open');
  for (const answer of refused) {
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ moveCall: { id, order: null } });
    expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
  }
});

test('a half-open circuit lets one request through, and closes when it is answered', async () => {
  behave = fails;
  const { id } = router.addCall(viewer);
  for (let times = 0; times < FAILURES_TO_OPEN; times += 1) await askForOrder(id);
  behave = answers;
  await vi.waitFor(
    async () => expect((await askForOrder(id)).body.data.moveCall.order).toEqual({ status: 'ACCEPTED' }),
    { timeout: 60_000, interval: 20 },
  );
  expect(requests).toBe(FAILURES_TO_OPEN + 1);
  expect(await circuit()).toBe('closed');
  const later = await Promise.all(Array.from({ length: 20 }, () => askForOrder(id)));
  expect(later.every(({ body }) => body.errors === undefined)).toBe(true);
});

test('other requests do not wait for the trial request of a half-open circuit', async () => {
  behave = fails;
  const { id } = router.addCall(viewer);
  for (let times = 0; times < FAILURES_TO_OPEN; times += 1) await askForOrder(id);
  let answer = (): void => undefined;
  const trying = new Promise<void>((resolve) => {
    behave = (...exchange) => {
      answer = () => answers(...exchange);
      resolve();
    };
  });
  await expect.poll(circuit).toBe('open');
  // Requests are refused until the circuit half-opens; the first one that is let through hangs.
  let first = askForOrder(id);
  while ((await Promise.race([first.then(() => 'refused'), trying.then(() => 'sent')])) === 'refused')
    first = askForOrder(id);
  const others = Promise.all(Array.from({ length: 20 }, () => askForOrder(id)));
  expect(await Promise.race([others.then(() => 'others'), first.then(() => 'first')])).toBe('others');
  for (const other of await others) expect(codes(other)).toEqual(['SERVICE_UNAVAILABLE']);
  expect(requests).toBe(FAILURES_TO_OPEN + 1);
  answer();
  expect((await first).body.errors).toBeUndefined();
});

test('a refusal by a subgraph is an answer and does not open the circuit', async () => {
  behave = (_, response) =>
    response.writeHead(400, json).end('{"errors":[{"message":"no","extensions":{"code":"BAD_USER_INPUT"}}]}');
  const { id } = router.addCall(viewer);
  for (let times = 0; times < 3 * FAILURES_TO_OPEN; times += 1)
    expect(codes(await askForOrder(id))).toEqual(['BAD_USER_INPUT']);
  expect(requests).toBe(3 * FAILURES_TO_OPEN);
  expect(await circuit()).not.toBe('open');
});

test('a query whose connection breaks is sent once more', async () => {
  behave = (request, response) => (requests === 1 ? request.socket.destroy() : answers(request, response));
  const { body } = await askForOrder(router.addCall(viewer).id);
  expect(body).toMatchObject({ data: { moveCall: { order: { status: 'ACCEPTED' } } } });
  expect(body.errors).toBeUndefined();
  expect(requests).toBe(2);
});

test('a query whose connection breaks twice fails', async () => {
  behave = (request) => request.socket.destroy();
  expect(codes(await askForOrder(router.addCall(viewer).id))).toEqual(['SERVICE_UNAVAILABLE']);
  expect(requests).toBe(2);
});

test('one slow answer fails its own request only, not those that share its connection', async () => {
  const { id } = router.addCall(viewer);
  let held = 0;
  behave = (request, response) => {
    if ((held += 1) > 1) answers(request, response);
  };
  const all = await Promise.all(Array.from({ length: 12 }, () => askForOrder(id)));
  expect(all.filter(({ body }) => body.errors === undefined)).toHaveLength(11);
});

test('a mutation whose connection breaks is never sent again', async () => {
  let mutations = 0;
  behave = (request) =>
    request.on('data', (body: Buffer) => {
      // The router itself sends a query, for the sessions that have ended.
      if (body.includes('cancelMoveCall')) mutations += 1;
      request.socket.destroy();
    });
  const { port } = scripted.address() as AddressInfo;
  const other = await startRouter(inject('redisUrl'), { subgraphUrls: { call: `http://127.0.0.1:${port}` } });
  try {
    const { body } = await other.query(
      'mutation { cancelMoveCall(id: "x") { userErrors { code } } }',
      {},
      viewer,
    );
    expect(body.errors?.map(({ extensions }) => extensions.code)).toContain('SERVICE_UNAVAILABLE');
    expect(mutations).toBe(1);
  } finally {
    await other.close();
  }
});
