import { readBody, sendJson, startHttpService } from '@movecall/http';
import { createLogger } from '@movecall/telemetry/logger';
import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { createConnections } from '../src/subgraphs/connections.ts';

const CONCURRENT = 60;
const MUTATIONS = CONCURRENT / 6;
const ROUNDS = 5;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** Starts a subgraph and opens connections to it. */
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
  /** Sends queries and mutations concurrently, and expects an answer to each. */
  async function sendAll(): Promise<void> {
    const sent = Array.from({ length: CONCURRENT }, (_, index) => {
      const repeatable = index >= MUTATIONS;
      return send({ body: repeatable ? 'query' : 'mutation', repeatable }, []);
    });
    expect(await Promise.all(sent)).toEqual(sent.map(() => 200));
  }
  return { seen, sendAll, closeSubgraph: subgraph.close };
}

test('a stopping subgraph answers every query and every mutation', async () => {
  // Longer than the test sends requests.
  const { seen, sendAll, closeSubgraph } = await start({ lameDuckMs: 10_000 });
  await sendAll();
  const closing = closeSubgraph();
  for (let round = 0; round < ROUNDS; round += 1) await sendAll();
  // Each mutation was executed once.
  expect(seen.mutations).toBe((ROUNDS + 1) * MUTATIONS);
  await closing;
});

test('a subgraph that closes old connections answers every query and every mutation, on new connections', async () => {
  const { seen, sendAll, closeSubgraph } = await start({ connectionAgeMs: 20 });
  closers.push(closeSubgraph);
  await sendAll();
  const atFirst = seen.connections;
  let rounds = 1;
  for (; seen.connections < 5 * atFirst; rounds += 1) await sendAll();
  expect(seen.mutations).toBe(rounds * MUTATIONS);
});
