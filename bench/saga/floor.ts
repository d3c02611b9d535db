import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import {
  ACCEPTANCE,
  createReactions,
  FLOOR_DATABASES,
  FLOOR_TABLES,
  type FloorDatabase,
  perform,
} from './floor-database.ts';

/**
 * A process of its own, so that its CPU time can be read: writes the rows of confirmed calls, and prints the calls per second.
 *
 *   node --import tsx floor.ts each|batched CALLS CALLERS
 *
 * - each: one transaction for each effect of each call
 * - batched: acceptances one by one, then the effects of up to 32 calls in one transaction
 *
 * POSTGRES_URL is a superuser's. The databases that it makes are dropped again.
 */

const BATCH = 32;
/** Calls before the measurement: the statements get prepared and the code optimized. */
const WARM_UP = 300;
const [mode = '', ...counts] = process.argv.slice(2);
const [calls = 0, callers = 0] = counts.map(Number);
const url = process.env['POSTGRES_URL'] ?? '';
const silent = { onnotice: () => undefined };
const nameOf = (database: FloorDatabase): string => `bench_floor_${database}`;

let lastMover = 0;
const reactions = createReactions(() => (lastMover += 1));
type Databases = Readonly<Record<FloorDatabase, Sql>>;

/** Calls `work` for each call, `callers` at a time. */
async function fromCallers(count: number, work: () => Promise<void>): Promise<void> {
  let left = count;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

async function accept(databases: Databases): Promise<string> {
  const id = randomUUID();
  for (const effect of ACCEPTANCE) await perform(databases, effect, [id]);
  return id;
}

async function react(databases: Databases, ids: readonly string[]): Promise<void> {
  for (const step of reactions) await Promise.all(step.map((effect) => perform(databases, effect, ids)));
}

const each = (databases: Databases, count: number): Promise<void> =>
  fromCallers(count, async () => react(databases, [await accept(databases)]));

async function batched(databases: Databases, count: number): Promise<void> {
  const accepted: string[] = [];
  let done = false;
  const applying = (async () => {
    while (!done || accepted.length > 0) {
      const ids = accepted.splice(0, BATCH);
      if (ids.length > 0) await react(databases, ids);
      else await pause(1);
    }
  })();
  await fromCallers(count, async () => void accepted.push(await accept(databases)));
  done = true;
  await applying;
}

const admin = postgres(url, { max: 1, ...silent });
const drop = () =>
  Promise.all(
    FLOOR_DATABASES.map((name) => admin.unsafe(`drop database if exists ${nameOf(name)} with (force)`)),
  );
await drop();
for (const name of FLOOR_DATABASES) await admin.unsafe(`create database ${nameOf(name)}`);
const databases = Object.fromEntries(
  FLOOR_DATABASES.map((name) => {
    const { href } = Object.assign(new URL(url), { pathname: `/${nameOf(name)}` });
    return [name, postgres(href, { max: callers, ...silent })];
  }),
) as Record<FloorDatabase, Sql>;
for (const name of FLOOR_DATABASES) await databases[name].unsafe(FLOOR_TABLES[name]);

const run = mode === 'batched' ? batched : each;
await run(databases, WARM_UP);
// The parent reads the counters of CPU time while this process waits.
const told = (word: string): Promise<void> =>
  new Promise((resolve) => {
    process.on('message', (message) => message === word && resolve());
  });
process.send?.('ready');
await told('go');
const since = performance.now();
await run(databases, calls);
process.send?.({ callsPerSecond: calls / ((performance.now() - since) / 1000) });
await told('end');
await Promise.all(Object.values(databases).map((sql) => sql.end()));
await drop();
await admin.end();
process.disconnect?.();
