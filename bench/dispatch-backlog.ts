/**
 * Measures how fast assign dispatches a backlog of requests, with one process and with two, and checks that none is lost.
 *
 *   npm run bench -- dispatch-backlog [--processes 1,2] [--requests 20000] [--movers 100] [--days 300]
 */
import { cpuMs } from '@movecall/e2e/runs/cpu-time';
import { startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { startRedis } from '@movecall/embedded/redis';
import { fixed, rowOf } from './figures.ts';
import { type Drained, drain } from './dispatch-backlog/drain.ts';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNumbers } from './number-options.ts';

const { processes, ...backlog } = readNumbers({
  processes: [1, 2],
  requests: 20_000,
  movers: 100,
  days: 300,
});

const directory = await mkdtemp(join(tmpdir(), 'movecall-bench-'));
// When root starts Postgres, Postgres runs as another user, and that user must be able to enter the folder.
await chmod(directory, 0o755);
const log = (): void => undefined;
const [postgres, redis] = await Promise.all([
  startPostgres({ directory, log }),
  startRedis({ directory, log }),
]);
const results: (Drained & { readonly count: number })[] = [];
try {
  for (const count of processes) {
    const cpuOfPostgres = async (): Promise<number> => (await cpuMs(postgres.pid)) ?? Number.NaN;
    const servers = { postgresUrl: postgres.url, redisUrl: redis.url, cpuOfPostgres };
    results.push({ count, ...(await drain(servers, { ...backlog, processes: count })) });
  }
} finally {
  await Promise.all([postgres.stop(), redis.stop()]);
  await wipePostgres(directory);
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
}

const row = rowOf(results, 36);
console.log(
  [
    row('processes of assign', ({ count }) => String(count)),
    row('events/s', ({ eventsPerSecond }) => fixed(eventsPerSecond)),
    row('ms of CPU an event: assign', ({ cpu }) => fixed(cpu.assign, 2)),
    row('  Postgres', ({ cpu }) => fixed(cpu.postgres, 2)),
    row('assigned', ({ assigned }) => String(assigned)),
    row('waiting', ({ waiting }) => String(waiting)),
    row('lost', ({ lost }) => String(lost)),
  ].join('\n'),
);
if (results.some(({ lost }) => lost !== 0)) process.exitCode = 1;
