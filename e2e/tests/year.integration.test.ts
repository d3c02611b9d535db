import { producers, streamNames, streamOf } from '@movecall/schema/streams';
import { amount } from '@movecall/testkit/amount';
import { createIdleSaga, type IdleSaga } from '@movecall/testkit/idle-saga';
import { expect, onTestFinished, test } from 'vitest';
import { runRetention } from '../support/retention-jobs.ts';
import { createGroups, writeEvents } from '../support/traffic/events.ts';
import { writers } from '../support/traffic/services.ts';

const DAYS = amount({ usual: 30, long: 365 });
const CALLS_A_DAY = amount({ usual: 10, long: 200 });
const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_DAY = Date.parse('2025-01-01T00:00:00Z');
/** The business, which is kept. */
const KEPT = new Set([
  'call.people',
  'call.calls',
  'call.timeline',
  'call.alerts',
  'manage.orders',
  'assign.requests',
]);
/** A relay has one row once it has published. Nobody is sent a quote in this year. */
const ONE_ROW = /relay_state$/;
const NEVER_PUBLISHED = 'manage.message_relay_state';

/** The long run has the default retention. The short one has the shortest, which ends within its days. */
const RETENTION = amount({ usual: 21, long: 0 });
const shortest = {
  INBOX_KEPT_DAYS: `${RETENTION}`,
  ATTEMPTS_KEPT_DAYS: `${RETENTION}`,
  TOMBSTONES_KEPT_DAYS: `${RETENTION}`,
  DELIVERIES_KEPT_DAYS: `${RETENTION}`,
};

/** How long the rows of each table or stream are kept, ms. */
function keptMs({ configs: { call, manage, notifier } }: IdleSaga, name: string): number {
  if (/login_outbox|sign_ins|stream call-logins/.test(name)) return call.kept.loginsMs;
  if (/outbox_sequences/.test(name)) return call.retention.sequencesMs;
  if (/outbox|^stream/.test(name)) return call.retention.eventsMs;
  if (/inbox/.test(name)) return call.retention.inboxMs;
  if (/dead_letters/.test(name)) return call.retention.deadLettersMs;
  const own: Readonly<Record<string, number>> = {
    'call.attempts': call.kept.attemptsMs,
    'manage.tombstones': manage.tombstonesKeptMs,
    'notifier.deliveries': notifier.kept.deliveriesMs,
  };
  return own[name] ?? 0;
}

interface Size {
  readonly rows: number;
  readonly bytes: number;
}

async function tableSizes({ databases }: IdleSaga): Promise<ReadonlyMap<string, Size>> {
  const sizes = new Map<string, Size>();
  for (const service of producers) {
    const sql = databases[service];
    const tables = await sql<{ name: string; bytes: number }[]>`
      select relname as name, pg_total_relation_size(relid)::float8 as bytes from pg_stat_user_tables
      where schemaname = 'public' order by 1`;
    for (const { name, bytes } of tables) {
      const [row] = await sql<{ rows: number }[]>`select count(*)::int as rows from ${sql(name)}`;
      sizes.set(`${service}.${name}`, { rows: row?.rows ?? 0, bytes });
    }
  }
  return sizes;
}

async function streamSizes({ redis, prefix }: IdleSaga): Promise<ReadonlyMap<string, Size>> {
  const sizes = new Map<string, Size>();
  for (const name of streamNames) {
    const key = streamOf(prefix, name);
    const bytes = Number(await redis.memory('USAGE', key, 'SAMPLES', 0));
    sizes.set(`stream ${name}`, { rows: await redis.xlen(key), bytes });
  }
  return sizes;
}

async function writeDay(saga: IdleSaga, start: Date): Promise<void> {
  const day = { start, calls: CALLS_A_DAY };
  await Promise.all(producers.map((service) => writers[service](saga.databases[service], day)));
  await writeEvents(saga, day);
}

const rowsOf = (sizes: ReadonlyMap<string, Size>, name: string): number => sizes.get(name)?.rows ?? 0;

function print(sizes: ReadonlyMap<string, Size>): void {
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(8);
  for (const [name, { rows, bytes }] of sizes)
    console.log(`${name.padEnd(28)} ${String(rows).padStart(9)} rows ${mib(bytes)} MiB`);
}

test(
  `${DAYS} days of ${CALLS_A_DAY} calls leave no more than each table and stream is to keep`,
  async () => {
    const saga = await createIdleSaga(RETENTION > 0 ? shortest : {});
    onTestFinished(saga.close);
    await saga.databases.call`create sequence simulated_tels`;
    await createGroups(saga);
    let aDay: ReadonlyMap<string, Size> = new Map();
    for (let day = 0; day < DAYS; day += 1) {
      await writeDay(saga, new Date(FIRST_DAY + day * DAY_MS));
      if (day === 0) aDay = new Map([...(await tableSizes(saga)), ...(await streamSizes(saga))]);
      await runRetention(saga, new Date(FIRST_DAY + (day + 1) * DAY_MS));
    }
    const sizes = new Map([...(await tableSizes(saga)), ...(await streamSizes(saga))]);
    if (DAYS > 30) print(sizes);
    for (const [name, { rows }] of sizes) {
      const perDay = rowsOf(aDay, name);
      if (KEPT.has(name)) expect([name, rows >= perDay * DAYS]).toEqual([name, true]);
      else if (ONE_ROW.test(name)) expect([name, rows]).toEqual([name, name === NEVER_PUBLISHED ? 0 : 1]);
      else {
        const days = Math.ceil(keptMs(saga, name) / DAY_MS);
        expect([name, rows <= perDay * Math.min(days, DAYS)]).toEqual([name, true]);
        // A third of the deliveries are of login codes, which are gone the next day.
        const stays = name === 'notifier.deliveries' ? perDay * (2 / 3) : perDay;
        if (days > 1) expect([name, rows >= stays * (Math.min(days, DAYS) - 1)]).toEqual([name, true]);
      }
    }
  },
  amount({ usual: 120_000, long: 1_800_000 }),
);
