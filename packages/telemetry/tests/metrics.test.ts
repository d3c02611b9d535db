import { expect, test } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { createRegistry, createScrape, type Sample } from '../src/metrics.ts';
import { createRequestMetrics } from '@movecall/http/request-metrics';

const logger = createLogger('test', 'silent');

function scraped(read: () => Promise<readonly Sample[]>, options: { keptMs?: number; timeoutMs?: number }) {
  const registry = createRegistry('test', '1.2.3');
  createScrape(registry, logger, options).add({
    dependency: 'database',
    gauges: { test_things: { help: 'Things', labels: ['kind'] } },
    read: async () => ({ test_things: await read() }),
  });
  const lines = async (name: string): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(name));
  return { registry, lines };
}

test('a scrape contains the values of a dependency, and that it answered', async () => {
  const { lines } = scraped(async () => [[{ kind: 'a' }, 3]], { keptMs: 60_000 });
  expect(await lines('test_things')).toEqual(['test_things{kind="a"} 3']);
  expect(await lines('movecall_dependency_up')).toEqual(['movecall_dependency_up{dependency="database"} 1']);
  expect(await lines('movecall_scrape_errors')).toEqual([
    'movecall_scrape_errors_total{dependency="database"} 0',
  ]);
});

test('values that the dependency no longer reports are removed', async () => {
  let kinds: Sample[] = [[{ kind: 'a' }, 1]];
  const { lines } = scraped(async () => kinds, { keptMs: 0 });
  await lines('test_things');
  kinds = [[{ kind: 'b' }, 2]];
  expect(await lines('test_things')).toEqual(['test_things{kind="b"} 2']);
});

test('a scrape succeeds while a dependency is unavailable: its values are left out, and it is reported as down', async () => {
  let unavailable = false;
  const { lines } = scraped(
    () => (unavailable ? Promise.reject(new Error('gone')) : Promise.resolve([[{ kind: 'a' }, 1]])),
    {
      keptMs: 0,
    },
  );
  await lines('test_things');
  unavailable = true;
  expect(await lines('test_things')).toEqual([]);
  expect(await lines('movecall_dependency_up')).toEqual(['movecall_dependency_up{dependency="database"} 0']);
  expect((await lines('process_cpu_seconds_total')).length).toBe(1);
  unavailable = false;
  expect(await lines('test_things')).toEqual(['test_things{kind="a"} 1']);
});

test('an unknown value is left out rather than 0', async () => {
  const registry = createRegistry('test', '1.2.3');
  let known = false;
  createScrape(registry, logger, { keptMs: 0 }).add({
    dependency: 'database',
    gauges: { test_number: { help: 'One number', labels: [] } },
    read: () => (known ? Promise.resolve({ test_number: [[{}, 5]] }) : Promise.reject(new Error('gone'))),
  });
  const numbers = async () => (await registry.metrics()).match(/^test_number.*$/gm);
  expect(await numbers()).toBeNull();
  known = true;
  expect(await numbers()).toEqual(['test_number 5']);
  known = false;
  expect(await numbers()).toBeNull();
});

test('a scrape does not wait for a dependency that does not answer, and reads it only once meanwhile', async () => {
  let reads = 0;
  const { lines } = scraped(
    () => {
      reads += 1;
      return new Promise(() => undefined);
    },
    { keptMs: 0, timeoutMs: 20 },
  );
  expect(await lines('test_things')).toEqual([]);
  expect(await lines('movecall_dependency_up')).toEqual(['movecall_dependency_up{dependency="database"} 0']);
  expect(reads).toBe(1);
});

test('scrapes at the same time, and one soon after, share one read', async () => {
  let reads = 0;
  const { lines } = scraped(async () => [[{ kind: 'a' }, (reads += 1)]], { keptMs: 60_000 });
  await Promise.all([lines('test_things'), lines('test_things')]);
  expect(await lines('test_things')).toEqual(['test_things{kind="a"} 1']);
});

test('requests are counted by route and status, and measured in buckets that add up', async () => {
  const registry = createRegistry('test', '1.2.3');
  const requests = createRequestMetrics(registry);
  requests.count('/graphql', 200, 1);
  requests.count('/graphql', 200, 30);
  requests.count('/graphql', 503, 60_000);
  requests.count('other', 404, 0.2);
  const text = await registry.metrics();
  expect(text).toContain('movecall_http_requests_total{route="/graphql",status="200"} 2');
  expect(text).toContain('movecall_http_requests_total{route="other",status="404"} 1');
  const buckets = [...text.matchAll(/request_seconds_bucket\{le="([^"]+)",route="\/graphql"\} (\d+)/g)];
  expect(buckets.map(([, le, count]) => `${le}:${count}`).join(' ')).toBe(
    '0.001:1 0.0025:1 0.005:1 0.01:1 0.025:1 0.05:2 0.1:2 0.25:2 0.5:2 1:2 2.5:2 5:2 10:2 +Inf:3',
  );
  expect(text).toContain('movecall_http_request_seconds_sum{route="/graphql"} 60.031');
  expect(text).toContain('# TYPE movecall_http_request_seconds histogram');
  expect(text).toContain('movecall_build_info{service="test",version="1.2.3"} 1');
});
