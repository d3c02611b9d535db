import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '@movecall/telemetry/logger';
import { start } from '@movecall/testkit/http-service';
import { assertShallow } from '../src/nesting.ts';
import { startSubgraph } from '../src/subgraph.ts';

let stop: () => Promise<void> = async () => undefined;
afterEach(() => stop());

/** A subgraph that answers with the JSON of its argument, which is a scalar of its own. */
async function echo() {
  const subgraph = await startSubgraph({
    sdl: 'scalar Day type Query { echo(day: Day): String }',
    resolvers: { Query: { echo: (_root: unknown, { day }: { day: unknown }) => JSON.stringify(day) } },
    context: async () => ({}),
    logger: createLogger('test', 'silent'),
    metrics: new Registry(),
  });
  stop = subgraph.stop;
  const { url } = await start(subgraph.handler);
  return async (query: string, day = 'null') => {
    const body = `{"query":${JSON.stringify(query)},"variables":{"day":${day}}}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/work`, { method: 'POST', headers, body });
    const { data, errors } = (await answer.json()) as {
      data?: { echo: string };
      errors?: { extensions: { code: string } }[];
    };
    return errors ? [answer.status, errors[0]?.extensions.code] : [answer.status, data?.echo];
  };
}

const ECHO = 'query ($day: Day) { echo(day: $day) }';
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

test.each([100, 101, 5_000, 40_000])('a scalar nested %i levels is BAD_USER_INPUT', async (levels) => {
  const ask = await echo();
  expect(await ask(ECHO, nested(levels))).toEqual([400, 'BAD_USER_INPUT']);
});

test.each(['["2026-12-01"]', '{"day":"2026-12-01"}', '20261201', 'true'])(
  'a custom scalar accepts text only, and not %s',
  async (day) => {
    const ask = await echo();
    expect(await ask(ECHO, day)).toEqual([400, 'BAD_USER_INPUT']);
    expect(await ask(`{ echo(day: ${day.replace('"day"', 'day')}) }`)).toEqual([
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ]);
  },
);

test('text and null are accepted', async () => {
  const ask = await echo();
  expect(await ask(ECHO, '"2026-12-01"')).toEqual([200, '"2026-12-01"']);
  expect(await ask('{ echo(day: "2026-12-01") }')).toEqual([200, '"2026-12-01"']);
  expect(await ask(ECHO, 'null')).toEqual([200, 'null']);
});

test('100 levels are accepted, and a wide value too', () => {
  expect(() => assertShallow(JSON.parse(nested(100)))).not.toThrow();
  expect(() => assertShallow({ all: Array.from({ length: 50_000 }, () => ({})) })).not.toThrow();
  expect(() => assertShallow(JSON.parse(nested(102)))).toThrow('more than 100 levels');
});
