import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { customer, startRouter, type TestRouter } from '@movecall/testkit/router';
import { connect } from './support/socket.ts';

const NOWHERE = 'http://127.0.0.1:1';
const viewer = customer();
let router: TestRouter;
beforeEach(async () => {
  router = await startRouter(inject('redisUrl'), { subgraphUrls: { manage: NOWHERE } });
});
afterEach(() => router.close());

/** A counter's values, by labels. */
async function countsOf(name: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${router.metricsUrl}/metrics`)).text();
  const lines = text.matchAll(new RegExp(`^movecall_${name}_total\\{(.*)\\} (\\d+)$`, 'gm'));
  return Object.fromEntries([...lines].map(([, labels = '', times]) => [labels, Number(times)]));
}
const faults = () => countsOf('graphql_faults');
const counted = (internal: number, unavailable: number) => ({
  'code="INTERNAL_SERVER_ERROR"': internal,
  'code="SERVICE_UNAVAILABLE"': unavailable,
});

test('requests whose only result are internal errors are counted as faults, though HTTP status and subgraph requests look fine', async () => {
  expect(await faults()).toEqual(counted(0, 0));
  for (let times = 0; times < 5; times += 1)
    await router.query('mutation { login(tel: "x", code: "1") { token } }');
  expect(await faults()).toEqual(counted(5, 0));
  expect(await countsOf('http_requests')).toEqual({ 'route="/graphql",status="200"': 5 });
  expect(await countsOf('router_subgraph_requests')).toEqual({ 'subgraph="call",outcome="answered"': 5 });
});

test('a response with unavailable fields counts once, a refused request does not count', async () => {
  const calls = [router.addCall(viewer), router.addCall(viewer)];
  await router.query('{ moveCalls { nodes { order { status } } } }', {}, viewer);
  await router.query('{ moveCalls { nodes { id } } }');
  await router.query(`{ moveCall(id: "${calls[0]?.id}") { status } }`, {}, viewer);
  expect(await faults()).toEqual(counted(0, 1));
});

test("a fault in the gateway's own executor counts too", async () => {
  // An operation with eight conditions is not compiled.
  const conditions = Array.from({ length: 8 }, (_, nth) => `$v${nth}: Boolean!`).join(' ');
  const fields = Array.from({ length: 8 }, (_, nth) => `f${nth}: __typename @skip(if: $v${nth})`).join(' ');
  const variables = Object.fromEntries(Array.from({ length: 8 }, (_, nth) => [`v${nth}`, true]));
  const { status, body } = await router.query(
    `mutation (${conditions}) { login(tel: "x", code: "1") { token ${fields} } }`,
    variables,
  );
  expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([
    200,
    ['INTERNAL_SERVER_ERROR'],
  ]);
  expect(await faults()).toEqual(counted(1, 0));
});

test('live payloads with unavailable fields and failed subscriptions count too', async () => {
  const call = router.addCall(viewer);
  const socket = await connect(router, viewer);
  socket.subscribe(
    '1',
    'subscription ($id: ID!) { moveCallStatus(id: $id) { version moveCall { order { status } } } }',
    { id: call.id },
  );
  expect((await socket.next()).payload.errors).toHaveLength(1);
  expect(await faults()).toEqual(counted(0, 1));

  router.subgraphs.hooks.beforeRead = () => Promise.reject(new Error('a defect'));
  socket.subscribe('2', 'subscription ($id: ID!) { moveCallStatus(id: $id) { version } }', { id: call.id });
  expect((await socket.next()).type).toBe('error');
  expect(await faults()).toEqual(counted(1, 1));

  router.subgraphs.hooks.beforeRead = async () => undefined;
  socket.subscribe('3', 'subscription ($id: ID!) { moveCallStatus(id: $id) { version } }', {
    id: randomUUID(),
  });
  expect((await socket.next()).type).toBe('error');
  expect(await faults()).toEqual(counted(1, 1));
  socket.close();
});
