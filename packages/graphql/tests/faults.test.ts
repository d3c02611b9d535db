import type { IncomingMessage } from 'node:http';
import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { CodedError, forbidden } from '../src/errors.ts';
import { createLogger } from '@movecall/telemetry/logger';
import { startSubgraph } from '../src/subgraph.ts';
import { start } from '@movecall/testkit/http-service';

const logger = createLogger('test', 'silent');
const unavailable = () =>
  Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
const broken = () => Promise.reject(new Error('select * from people'));

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

/** A subgraph whose fields fail in all possible ways. */
async function failing(context: (request: IncomingMessage) => Promise<object> = async () => ({})) {
  const metrics = new Registry();
  const subgraph = await startSubgraph({
    sdl: 'type Query { fine: Int broken: Int again: Int away: Int refused: Int unsure: Int down: Int }',
    resolvers: {
      Query: {
        fine: () => 1,
        broken,
        again: broken,
        away: unavailable,
        refused: () => Promise.reject(forbidden()),
        unsure: () => Promise.reject(new CodedError('SERVICE_UNAVAILABLE', 'The outcome is not known yet.')),
        down: () => Promise.reject(new CodedError('SERVICE_UNAVAILABLE', 'Not now.', 503)),
      },
    },
    context,
    logger,
    metrics,
  });
  stop = subgraph.stop;
  const { url } = await start(subgraph.handler);
  return {
    async ask(query: string): Promise<number> {
      const { status } = await fetch(`${url}/work`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return status;
    },
    async faults(): Promise<Record<string, number>> {
      const lines = (await metrics.metrics()).matchAll(
        /^movecall_graphql_faults_total\{code="(.*)"\} (\d+)$/gm,
      );
      return Object.fromEntries([...lines].map(([, code = '', times]) => [code, Number(times)]));
    },
  };
}

test('the counters start at 0, so that the first fault is an increase', async () => {
  const { faults } = await failing();
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 0, SERVICE_UNAVAILABLE: 0 });
});

test('an answer with a masked fault is counted although its status is 200', async () => {
  const { ask, faults } = await failing();
  for (let times = 0; times < 5; times += 1) expect(await ask('{ fine broken }')).toBe(200);
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 5, SERVICE_UNAVAILABLE: 0 });
});

test('an unavailable dependency is counted as SERVICE_UNAVAILABLE, masked or not', async () => {
  const { ask, faults } = await failing();
  await ask('{ away }');
  await ask('{ unsure }');
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 0, SERVICE_UNAVAILABLE: 2 });
});

test('an answer is counted once, by its gravest fault', async () => {
  const { ask, faults } = await failing();
  await ask('{ away broken again }');
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 1, SERVICE_UNAVAILABLE: 0 });
});

test.each(['{ fine }', '{ refused }', '{ unknown }', '{ fine'])(
  'an answer without a fault is not counted, be it data or a refusal: %s',
  async (query) => {
    const { ask, faults } = await failing();
    await ask(query);
    expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 0, SERVICE_UNAVAILABLE: 0 });
  },
);

test.each([
  ['{ down }', 503, undefined],
  ['{ fine }', 500, broken],
])('an answer with a 5xx status is not counted: %s, %i', async (query, status, context) => {
  const { ask, faults } = await failing(context);
  expect(await ask(query)).toBe(status);
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 0, SERVICE_UNAVAILABLE: 0 });
});
