/**
 * Measures how long assign takes to find the nearest free mover among few and among many: the look-up in the database only.
 *
 *   npm run bench -- nearest [--movers 1000,1000000] [--picks 500]
 */
import { candidatesFor } from '@movecall/assign/candidates';
import { openDatabase } from '@movecall/database';
import { startPostgres, wipePostgres } from '@movecall/embedded/postgres';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sql } from 'postgres';
import { fixed, median } from './figures.ts';
import { readNumbers } from './number-options.ts';

const { movers, picks } = readNumbers({ movers: [1_000, 1_000_000], picks: 500 });
/** The statements get prepared, and the pages get cached. */
const WARM_UP = 50;
/** How many movers are written at a time. */
const PART = 50_000;
const SEOUL = { south: 37.43, north: 37.69, west: 126.78, east: 127.17 };
const migrations = fileURLToPath(new URL('../subgraphs/assign/migrations', import.meta.url));

const directory = await mkdtemp(join(tmpdir(), 'movecall-bench-'));
// When root starts Postgres, Postgres runs as another user, and that user must be able to enter the folder.
await chmod(directory, 0o755);
const postgres = await startPostgres({ directory, log: () => undefined, durable: false });
try {
  const medians: number[] = [];
  for (const count of movers) {
    const ms = await measure(count);
    medians.push(ms);
    console.log(`${count} movers: median ${fixed(ms, 2)} ms`);
  }
  const ratio = (medians.at(-1) ?? Number.NaN) / (medians[0] ?? Number.NaN);
  console.log(`with ${movers.at(-1)} movers ${fixed(ratio, 2)} times as long as with ${movers[0]}`);
} finally {
  await postgres.stop();
  await wipePostgres(directory);
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
}

/** All over Seoul. The phones differ. */
function insertMovers(sql: Sql, count: number) {
  const { south, north, west, east } = SEOUL;
  return sql`
    insert into movers (id, name, tel, plate, base_address, base_latitude, base_longitude, move_types, registered_at)
    select gen_random_uuid(), '', gen_random_uuid()::text, '', '', ${south} + random() * ${north - south}::float8,
      ${west} + random() * ${east - west}::float8, '{FULL_PACKING,HALF_PACKING}', now()
    from generate_series(1, ${count}::int)`;
}

/** @returns the median time of a pick, ms */
async function measure(count: number): Promise<number> {
  const { href: url } = Object.assign(new URL(postgres.url), { pathname: `/nearest_${count}` });
  const database = await openDatabase({ url, applicationName: 'bench', migrations });
  try {
    // In parts, since a connection that is silent for long counts as lost.
    for (let written = 0; written < count; written += PART)
      await insertMovers(database.sql, Math.min(PART, count - written));
    await database.sql`analyze movers`;
    const times: number[] = [];
    for (let nth = -WARM_UP; nth < picks; nth += 1) {
      const since = performance.now();
      const found = await database.db.transaction((tx) => candidatesFor(tx, [somewhere()]));
      if (nth >= 0) times.push(performance.now() - since);
      if ([...found.values()].flat().length === 0) throw new Error('a request found no mover');
    }
    return median(times);
  } finally {
    await database.close();
  }
}

function somewhere() {
  const { south, north, west, east } = SEOUL;
  const latitude = south + Math.random() * (north - south);
  const longitude = west + Math.random() * (east - west);
  return {
    callId: randomUUID(),
    ownerId: randomUUID(),
    ownerTel: null,
    moveType: 'FULL_PACKING' as const,
    location: { address: '서울', district: null, latitude, longitude },
    movingOn: '2030-01-01',
    slot: 'ALL_DAY' as const,
    cost: 1_500_000,
    hasQuote: false,
    requestedAt: new Date(),
  };
}
