import { readBody, sendJson, startHttpService } from '@movecall/service/http';
import { createLogger } from '@movecall/service/logger';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createConnections } from '../src/subgraphs/connections.ts';

const SIDE_BY_SIDE = 60;
const ROUNDS = 5;

test('a subgraph that sends its clients away costs no query on a shared connection, and no mutation', async () => {
  let mutations = 0;
  const subgraph = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('test', 'silent'),
    metrics: new Registry(),
    route: () => async (request, response) => {
      if ((await readBody(request, 100)) === 'mutation') mutations += 1;
      await new Promise((resolve) => setImmediate(resolve));
      sendJson(response, 200, {});
    },
    readiness: async () => ({}),
    // As long as it is asked.
    lameDuckMs: 2_000,
  });
  const { send, close } = createConnections({
    url: new URL(subgraph.url),
    timeoutMs: 10_000,
    read: (status) => status,
  });
  const askAll = () =>
    Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, (_, index) => {
        const repeatable = index % 6 > 0;
        return send({ body: repeatable ? 'query' : 'mutation', repeatable }, []);
      }),
    );
  await askAll();
  const closing = subgraph.close();
  for (let round = 0; round < ROUNDS; round += 1)
    expect(await askAll()).toEqual(Array.from({ length: SIDE_BY_SIDE }, () => 200));
  // Each was carried out once.
  expect(mutations).toBe(((ROUNDS + 1) * SIDE_BY_SIDE) / 6);
  await Promise.all([closing, close()]);
});
