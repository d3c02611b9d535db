import { openDatabase } from '@movecall/database';
import { cpuMs } from '@movecall/e2e/runs/cpu-time';
import { type EventEnvelope, writeEnvelope } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { streamOf } from '@movecall/schema/streams';
import { until } from '@movecall/service/until';
import { addDays, seoulDay } from '@movecall/values/days';
import { Redis } from 'ioredis';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Sql } from 'postgres';

export interface Backlog {
  readonly processes: number;
  readonly requests: number;
  readonly movers: number;
  /** The moves are spread over this many days. */
  readonly days: number;
}

export interface Servers {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly cpuOfPostgres: () => Promise<number>;
}

export interface Drained {
  /** From the first event that was applied to the last one. */
  readonly eventsPerSecond: number;
  /** For each event, ms. That of assign includes the start of its processes. */
  readonly cpu: { readonly assign: number; readonly postgres: number };
  readonly assigned: number;
  readonly waiting: number;
  /** Requests that are neither assigned nor waiting. */
  readonly lost: number;
}

const MAIN = fileURLToPath(new URL('../../subgraphs/assign/src/main.ts', import.meta.url));
const MIGRATIONS = fileURLToPath(new URL('../../subgraphs/assign/migrations', import.meta.url));

/** Lets processes of assign consume a backlog on a database and a stream of their own. */
export async function drain(servers: Servers, backlog: Backlog): Promise<Drained> {
  const prefix = `bench-${randomUUID()}`;
  const { href: url } = Object.assign(new URL(servers.postgresUrl), {
    pathname: `/backlog_${backlog.processes}`,
  });
  const database = await openDatabase({ url, applicationName: 'bench', migrations: MIGRATIONS });
  const { sql } = database;
  try {
    await registerMovers(sql, backlog.movers);
    await deliver(servers.redisUrl, prefix, backlog);
    const before = await servers.cpuOfPostgres();
    const children = Array.from({ length: backlog.processes }, (_, nth) =>
      startAssign({ url, redisUrl: servers.redisUrl, prefix, instance: String(nth + 1) }),
    );
    try {
      await until('assign to consume the backlog', () => isConsumed(sql, backlog.requests), 900_000);
      const assign = await Promise.all(
        children.map(async ({ pid }) => (await cpuMs(pid ?? 0)) ?? Number.NaN),
      );
      const perEvent = (ms: number): number => ms / backlog.requests;
      const cpu = {
        assign: perEvent(assign.reduce((sum, ms) => sum + ms, 0)),
        postgres: perEvent((await servers.cpuOfPostgres()) - before),
      };
      return { cpu, ...(await countsOf(sql, backlog.requests)) };
    } finally {
      await Promise.all(children.map(stop));
    }
  } finally {
    await database.close();
  }
}

/** All over Seoul. */
const registerMovers = (sql: Sql, count: number) => sql`
  insert into movers (id, name, tel, plate, base_address, base_latitude, base_longitude, move_types, registered_at)
  select gen_random_uuid(), '이사팀', nth::text, '12가3456', '서울', 37.43 + random() * 0.26, 126.78 + random() * 0.39,
    '{FULL_PACKING,HALF_PACKING}', now()
  from generate_series(1, ${count}::int) as nth`;

/** Appends the requests to manage's stream, as its relay does. */
async function deliver(redisUrl: string, prefix: string, { requests, days }: Backlog): Promise<void> {
  const redis = new Redis(redisUrl);
  const today = seoulDay(new Date());
  for (let nth = 0; nth < requests;) {
    const batch = redis.pipeline();
    for (const end = Math.min(nth + 1_000, requests); nth < end; nth += 1) {
      const event = requestedEvent(addDays(today, 1 + (nth % days)));
      batch.xadd(streamOf(prefix, 'manage'), '*', 'number', nth + 1, 'event', writeEnvelope(event));
    }
    await batch.exec();
  }
  redis.disconnect();
}

function requestedEvent(movingOn: string): EventEnvelope {
  const location = {
    address: '서울',
    district: null,
    latitude: 37.43 + Math.random() * 0.26,
    longitude: 126.78 + Math.random() * 0.39,
  };
  const data = {
    ownerId: randomUUID(),
    moveType: 'FULL_PACKING' as const,
    location,
    movingOn,
    cost: 1_500_000,
  };
  return {
    ...fact('AssignmentRequested', randomUUID(), data),
    id: randomUUID(),
    time: new Date().toISOString(),
    producer: 'manage',
    sequence: 1,
    causationId: null,
    traceparent: null,
  };
}

function startAssign(options: {
  readonly url: string;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly instance: string;
}): ChildProcess {
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: 'warn',
    IDENTITY_KEY: KEY,
    SEALING_KEYS: `k1:${KEY}`,
    REDIS_URL: options.redisUrl,
    ASSIGN_DATABASE_URL: options.url,
    STREAM_PREFIX: options.prefix,
    INSTANCE: options.instance,
  };
  return spawn(process.execPath, ['--import', 'tsx', MAIN], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}
const KEY = randomBytes(32).toString('base64');

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function isConsumed(sql: Sql, events: number): Promise<true | undefined> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from inbox`;
  return (row?.count ?? 0) >= events || undefined;
}

async function countsOf(sql: Sql, requests: number): Promise<Omit<Drained, 'cpu'>> {
  const [row] = await sql<{ assigned: number; waiting: number; seconds: number }[]>`
    select (select count(*)::int from assignments where status = 'ACTIVE') as assigned,
      (select count(*)::int from requests where status = 'WAITING') as waiting,
      (select extract(epoch from max(at) - min(at))::float8 from inbox) as seconds`;
  const { assigned = 0, waiting = 0, seconds = Number.NaN } = row ?? {};
  return { eventsPerSecond: requests / seconds, assigned, waiting, lost: requests - assigned - waiting };
}
