import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { runKillStorm, type StormResult } from '@movecall/testkit/kill-storm';
import { openerOf, unpackPublished, type Driver, type OpenPool } from './driver-pools.ts';
import { median } from './figures.ts';

// Compares Postgres drivers while backends are killed, and their throughput without kills:
//   STORM_DATABASE_URL=postgres://… node --import tsx bench/driver-storm.ts
// The URL needs a superuser. Every round creates a database and drops it. STORM_SECONDS (default 15) is the length of a storm,
// STORM_ROUNDS (default 3) the number of storm and throughput rounds. The drivers take turns. Each round runs in a process of
// its own, so that it cannot affect the next one.

type Measure = 'storm' | 'throughput';
interface Task {
  measure: Measure;
  driver: Driver;
  published: string;
  server: string;
  seconds: number;
}
/** `escaped` counts unhandled rejections and uncaught exceptions. Each would have ended a service. */
type Stormed = StormResult & { escaped: number };

const CONNECTIONS = 16;
const THROUGHPUT_SECONDS = 4;
const DRIVERS: Driver[] = ['postgres, as published', 'postgres, patched', 'pg'];

async function compare(server: string, seconds: number, rounds: number): Promise<void> {
  const published = await unpackPublished();
  const storms = new Map(DRIVERS.map((driver) => [driver, [] as Stormed[]]));
  const rates = new Map(DRIVERS.map((driver) => [driver, [] as number[]]));
  for (let round = 1; round <= rounds; round++) {
    for (const driver of DRIVERS) {
      console.error(`round ${round} of ${rounds}: ${driver}`);
      const task = { driver, published, server };
      storms.get(driver)!.push(await inProcess<Stormed>({ ...task, measure: 'storm', seconds }));
      rates
        .get(driver)!
        .push(await inProcess<number>({ ...task, measure: 'throughput', seconds: THROUGHPUT_SECONDS }));
    }
  }
  await rm(join(published, '../../..'), { recursive: true });

  console.log(`\nStorm: ${rounds} × ${seconds} s, 32 workers on ${CONNECTIONS} connections, sums`);
  console.table(Object.fromEntries(DRIVERS.map((driver) => [driver, sum(storms.get(driver)!)])));
  const reference = median(rates.get('pg')!);
  console.log(
    `Throughput without faults: begin, 2 inserts, commit; ${CONNECTIONS} connections, median of ${rounds}`,
  );
  console.table(
    Object.fromEntries(
      DRIVERS.map((driver) => {
        const rate = median(rates.get(driver)!);
        return [driver, { 'transactions/s': Math.round(rate), 'of pg': (rate / reference).toFixed(2) }];
      }),
    ),
  );
}

/** Runs one round in a child process. */
function inProcess<Result>(task: Task): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['round', JSON.stringify(task)]);
    let result: Result | undefined;
    child.on('message', (message) => (result = message as Result));
    child.on('exit', (code) =>
      result === undefined ? reject(new Error(`${task.driver} exited with ${code}`)) : resolve(result),
    );
  });
}

async function runRound({ measure, driver, published, server, seconds }: Task): Promise<void> {
  let escaped = 0;
  process.on('unhandledRejection', () => escaped++).on('uncaughtException', () => escaped++);
  const open = await openerOf(driver, published);
  const admin = postgres(server, { max: 1, onnotice: () => {} });
  const database = `driver_storm_${process.pid}`;
  await admin.unsafe(`create database ${database}`);
  // Without fsync per commit the comparison is between the drivers, not the disks.
  await admin.unsafe(`alter database ${database} set synchronous_commit = off`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  const result =
    measure === 'storm'
      ? await runKillStorm({
          url: url.href,
          workers: 32,
          kills: Infinity,
          seconds,
          open: (target, name) => open(target, CONNECTIONS, name),
        }).then((stormed) => ({ ...stormed, escaped }))
      : await throughput(url.href, open, seconds);
  await admin.unsafe(`drop database ${database} with (force)`);
  // A hanging pool would keep this process alive.
  process.send!(result, () => process.exit());
}

/** Transactions per second, after one second to warm up. */
async function throughput(url: string, open: OpenPool, seconds: number): Promise<number> {
  const pool = open(url, CONNECTIONS, 'driver-throughput');
  await pool.run('create table entry (id int, part int)', []);
  const insert = 'insert into entry (id, part) values ($1::int, $2::int)';
  const start = performance.now() + 1000;
  const end = start + seconds * 1000;
  let count = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, id) => {
      while (performance.now() < end) {
        await pool.begin(async (run) => {
          await run(insert, [id, 1]);
          await run(insert, [id, 2]);
        });
        if (performance.now() > start && performance.now() < end) count++;
      }
    }),
  );
  await pool.close();
  return count / seconds;
}

function sum(results: Stormed[]): Stormed {
  return results.reduce((a, b) => {
    const keys = Object.keys(a) as (keyof Stormed)[];
    return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Stormed;
  });
}

const [mode, task] = process.argv.slice(2);
if (mode === 'round') await runRound(JSON.parse(task!) as Task);
else {
  const { STORM_DATABASE_URL: server, STORM_SECONDS = '15', STORM_ROUNDS = '3' } = process.env;
  if (!server) throw new Error('STORM_DATABASE_URL is not set: set it to the Postgres URL of a superuser');
  await compare(server, Number(STORM_SECONDS), Number(STORM_ROUNDS));
}
