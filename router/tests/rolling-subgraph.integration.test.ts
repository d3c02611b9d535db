import { readBody, sendJson, startHttpService } from '@movecall/http';
import { createLogger } from '@movecall/telemetry/logger';
import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { createConnections } from '../src/subgraphs/connections.ts';

const SIDE_BY_SIDE = 60;
const MUTATIONS = SIDE_BY_SIDE / 6;
const ROUNDS = 5;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A subgraph, and connections to it. */
async function start(options: { lameDuckMs?: number; connectionAgeMs?: number }) {
  const seen = { mutations: 0, connections: 0 };
  const subgraph = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('test', 'silent'),
    metrics: new Registry(),
    route: () => async (request, response) => {
      if ((await readBody(request, 100)) === 'mutation') seen.mutations += 1;
      await new Promise((resolve) => setImmediate(resolve));
      sendJson(response, 200, {});
    },
    readiness: async () => ({}),
    ...options,
  });
  subgraph.server.on('connection', () => (seen.connections += 1));
  const { send, close } = createConnections({
    url: new URL(subgraph.url),
    timeoutMs: 10_000,
    read: (status) => status,
  });
  closers.push(close);
  /** Some queries and some mutations side by side, each of them answered. */
  async function askAll(): Promise<void> {
    const asked = Array.from({ length: SIDE_BY_SIDE }, (_, index) => {
      const repeatable = index >= MUTATIONS;
      return send({ body: repeatable ? 'query' : 'mutation', repeatable }, []);
    });
    expect(await Promise.all(asked)).toEqual(asked.map(() => 200));
  }
  return { seen, askAll, closeSubgraph: subgraph.close };
}

test('a subgraph that sends its clients away costs no query on a shared connection, and no mutation', async () => {
  // As long as it is asked.
  const { seen, askAll, closeSubgraph } = await start({ lameDuckMs: 2_000 });
  await askAll();
  const closing = closeSubgraph();
  for (let round = 0; round < ROUNDS; round += 1) await askAll();
  // Each was carried out once.
  expect(seen.mutations).toBe((ROUNDS + 1) * MUTATIONS);
  await closing;
});

test('a subgraph that ends connections after some time costs neither, and is asked on new ones', async () => {
  const { seen, askAll, closeSubgraph } = await start({ connectionAgeMs: 20 });
  closers.push(closeSubgraph);
  await askAll();
  const atFirst = seen.connections;
  let rounds = 1;
  for (; seen.connections < 5 * atFirst; rounds += 1) await askAll();
  expect(seen.mutations).toBe(rounds * MUTATIONS);
});
