import { until } from '@movecall/service/until';
import { acceptedMove } from '@movecall/testkit/move-calls';
import { alertRules, dashboardQueries } from '@movecall/testkit/monitoring';
import { seoulDay } from '@movecall/values/days';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { metricsOn, unknownMetrics } from '@movecall/testkit/exposed-metrics';
import { startSystem, type System } from '../support/system.ts';

const SERVICES = ['router', 'call', 'manage', 'assign', 'notifier'] as const;
/** The timeout of a scrape, ms: 2 s for the service's own limit, 8 s in reserve for a busy machine. */
const SCRAPED_WITHIN_MS = 2_000 + 8_000;

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system?.close());

async function page(name: string): Promise<string> {
  const answer = await fetch(`${system.stack.services()[name]?.metricsUrl}/metrics`, {
    signal: AbortSignal.timeout(SCRAPED_WITHIN_MS),
  });
  if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}`);
  return answer.text();
}
const pages = (): Promise<string[]> => Promise.all(SERVICES.map(page));
/** Scrapes all services until the condition holds. A failed scrape, as on a busy machine, is repeated. */
const untilPages = (what: string, tell: (told: string[]) => boolean, withinMs: number): Promise<unknown> =>
  until(
    what,
    () =>
      pages().then(
        (told) => tell(told) || undefined,
        () => undefined,
      ),
    withinMs,
  );

test('the services expose every metric that the alerts and the dashboard query', async () => {
  // Every metric needs a cause. Seven calls for six movers leave one waiting. Without the sandbox messages stay unsent. The
  // malformed entry becomes a dead letter.
  const movingOn = seoulDay(new Date(Date.now() + 20 * 24 * 60 * 60 * 1000));
  await system.redis.xadd(system.stream('call'), '*', 'event', 'no event');
  await system.stack.stop('sandbox');
  for (let calls = 0; calls < 7; calls += 1)
    await acceptedMove(system.customer, { address: '서울 마포구 월드컵로 1', cost: 900_000, movingOn });
  await openAndClose(system.addresses.router);

  const rules = (await alertRules()).groups.flatMap((group) => group.rules);
  const queries = [
    ...rules.map(({ alert, expr }) => ({ title: alert, expr })),
    ...(await dashboardQueries()),
  ];
  const unknown = (told: string[]): string[] => {
    const exposed = metricsOn(told);
    return queries.flatMap(({ title, expr }) =>
      unknownMetrics(expr, exposed).map((what) => `${title}: ${what}`),
    );
  };
  await untilPages('everything to be told', (told) => unknown(told).length === 0, 60_000).catch(async () =>
    expect(unknown(await pages())).toEqual([]),
  );
  await system.stack.start('sandbox');
});

function openAndClose(router: string): Promise<void> {
  const socket = new WebSocket(`${router.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  return new Promise((resolve, reject) => {
    socket.once('open', () => socket.close());
    socket.once('close', () => resolve());
    socket.once('error', reject);
  });
}

test('a scrape succeeds without Postgres and Redis: it omits their metrics and reports both as down', async () => {
  await Promise.all([system.stack.stop('postgres'), system.stack.stop('redis')]);
  const isAway = (dependency: string) => (text: string) =>
    text.includes(`movecall_dependency_up{dependency="${dependency}"} 0`);
  await untilPages(
    'the scrapes to tell that both are away',
    (told) => told.every(isAway('redis')) && told.slice(1).every(isAway('database')),
    60_000,
  );
  const call = await page('call');
  expect(call).not.toMatch(/^eventlog_outbox_unpublished /m);
  expect(call).toMatch(/movecall_scrape_errors_total\{dependency="database"\} [1-9]/);
  expect(call).toMatch(/^process_cpu_seconds_total \d/m);
  await system.stack.start('postgres');
  await system.stack.start('redis');
  await untilPages(
    'the scrapes to tell that both are back',
    (told) => told.every((text) => !/movecall_dependency_up.* 0$/m.test(text)),
    60_000,
  );
  expect(await page('call')).toContain('eventlog_outbox_unpublished 0');
});
