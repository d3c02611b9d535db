import type { IncomingMessage } from 'node:http';
import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { CodedError, forbidden } from '../src/errors.ts';
import { createLogger } from '@movecall/telemetry/logger';
import { startSubgraph } from '../src/subgraph.ts';
import { start } from '@movecall/testkit/http-service';

const logger = createLogger('test', 'silent');
const away = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
const broken = () => Promise.reject(new Error('select * from people'));

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

/** A subgraph whose fields fail in all the ways that there are. */
async function failing(context: (request: IncomingMessage) => Promise<object> = async () => ({})) {
  const metrics = new Registry();
  const subgraph = await startSubgraph({
    sdl: 'type Query { fine: Int broken: Int again: Int away: Int refused: Int unsure: Int down: Int }',
    resolvers: {
      Query: {
        fine: () => 1,
        broken,
        again: broken,
        away,
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
      const told = (await metrics.metrics()).matchAll(
        /^movecall_graphql_faults_total\{code="(.*)"\} (\d+)$/gm,
      );
      return Object.fromEntries([...told].map(([, code = '', times]) => [code, Number(times)]));
    },
  };
}

test('faults are told of before the first one, so that the first is an increase', async () => {
  const { faults } = await failing();
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 0, SERVICE_UNAVAILABLE: 0 });
});

test('an answer in which a fault was masked counts, although it is a 200', async () => {
  const { ask, faults } = await failing();
  for (let times = 0; times < 5; times += 1) expect(await ask('{ fine broken }')).toBe(200);
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 5, SERVICE_UNAVAILABLE: 0 });
});

test('what is away counts by its own code, whether it was masked or says so itself', async () => {
  const { ask, faults } = await failing();
  await ask('{ away }');
  await ask('{ unsure }');
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 0, SERVICE_UNAVAILABLE: 2 });
});

test('an answer counts once, by its gravest fault', async () => {
  const { ask, faults } = await failing();
  await ask('{ away broken again }');
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 1, SERVICE_UNAVAILABLE: 0 });
});

test.each(['{ fine }', '{ refused }', '{ unknown }', '{ fine'])(
  'an answer to what is refused, or is fine, is no fault: %s',
  async (query) => {
    const { ask, faults } = await failing();
    await ask(query);
    expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 0, SERVICE_UNAVAILABLE: 0 });
  },
);

test.each([
  ['{ down }', 503, undefined],
  ['{ fine }', 500, broken],
])('what is answered with a 5xx tells by its status: %s, %i', async (query, status, context) => {
  const { ask, faults } = await failing(context);
  expect(await ask(query)).toBe(status);
  expect(await faults()).toEqual({ INTERNAL_SERVER_ERROR: 0, SERVICE_UNAVAILABLE: 0 });
});
