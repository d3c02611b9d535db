/**
 * Measures how long assign takes to find the nearest mover that can do a call, among few and among many: the look-up in the database
 * only. Movers differ in load, area and slots, calls in load and slot. It also measures calls that no mover can do: of a home
 * where none goes, and of a load that none takes.
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
const kinds = ['a call that a mover can do', 'a home where none goes', 'a load that none takes'] as const;
type Kind = (typeof kinds)[number];
/** The statements get prepared, and the pages get cached. */
const WARM_UP = 50;
/** How many movers are written at a time. */
const PART = 10_000;
const SEOUL = { south: 37.43, north: 37.69, west: 126.78, east: 127.17 };
const BUSAN = { latitude: 35.16, longitude: 129.05 };
const migrations = fileURLToPath(new URL('../subgraphs/assign/migrations', import.meta.url));

const directory = await mkdtemp(join(tmpdir(), 'movecall-bench-'));
// When root starts Postgres, Postgres runs as another user, and that user must be able to enter the folder.
await chmod(directory, 0o755);
const postgres = await startPostgres({ directory, log: () => undefined, durable: false });
try {
  const medians: Record<Kind, number>[] = [];
  for (const count of movers) {
    const ms = await measure(count);
    medians.push(ms);
    for (const kind of kinds) console.log(`${count} movers, ${kind}: median ${fixed(ms[kind], 2)} ms`);
  }
  for (const kind of kinds) {
    const ratio = (medians.at(-1)?.[kind] ?? Number.NaN) / (medians[0]?.[kind] ?? Number.NaN);
    console.log(
      `${kind}: with ${movers.at(-1)} movers ${fixed(ratio, 2)} times as long as with ${movers[0]}`,
    );
  }
} finally {
  await postgres.stop();
  await wipePostgres(directory);
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
}

/** All over Seoul. The phones differ. */
function insertMovers(sql: Sql, count: number) {
  const { south, north, west, east } = SEOUL;
  return sql`
    insert into movers (id, name, tel, plate, base_address, base_latitude, base_longitude, move_types,
      tons, reach_m, slots_per_day, registered_at)
    select gen_random_uuid(), '', gen_random_uuid()::text, '', '', ${south} + random() * ${north - south}::float8,
      ${west} + random() * ${east - west}::float8, '{FULL_PACKING,HALF_PACKING}',
      (array[1, 2.5, 5])[1 + floor(random() * 3)::int], 5000 + floor(random() * 25000)::int, 1 + floor(random() * 2)::int, now()
    from generate_series(1, ${count}::int)`;
}

/** @returns the median time of a pick of each kind, ms */
async function measure(count: number): Promise<Record<Kind, number>> {
  const { href: url } = Object.assign(new URL(postgres.url), { pathname: `/nearest_${count}` });
  const database = await openDatabase({ url, applicationName: 'bench', migrations });
  try {
    // In parts, since a connection that is silent for long counts as lost.
    for (let written = 0; written < count; written += PART)
      await insertMovers(database.sql, Math.min(PART, count - written));
    await database.sql`analyze movers`;
    const pick = async (kind: Kind): Promise<number> => {
      const since = performance.now();
      const found = await database.db.transaction((tx) => candidatesFor(tx, [somewhere(kind)]));
      const ms = performance.now() - since;
      const isFound = [...found.values()].flat().length > 0;
      if (isFound !== (kind === kinds[0])) throw new Error(`${kind} found ${isFound ? 'a' : 'no'} mover`);
      return ms;
    };
    const medianOf = async (kind: Kind): Promise<readonly [Kind, number]> => {
      const times: number[] = [];
      for (let nth = -WARM_UP; nth < picks; nth += 1) times.push(await pick(kind));
      return [kind, median(times.slice(WARM_UP))];
    };
    const medians = new Map<Kind, number>();
    for (const kind of kinds) medians.set(...(await medianOf(kind)));
    return Object.fromEntries(medians) as Record<Kind, number>;
  } finally {
    await database.close();
  }
}

function somewhere(kind: Kind) {
  const { south, north, west, east } = SEOUL;
  const latitude = south + Math.random() * (north - south);
  const longitude = west + Math.random() * (east - west);
  return {
    callId: randomUUID(),
    ownerId: randomUUID(),
    ownerTel: null,
    moveType: 'FULL_PACKING' as const,
    location: {
      address: '서울',
      district: null,
      ...(kind === 'a home where none goes' ? BUSAN : { latitude, longitude }),
    },
    movingOn: '2030-01-01',
    slot: 'ALL_DAY' as const,
    tons: kind === 'a load that none takes' ? 10 : 2.5,
    cost: 1_500_000,
    hasQuote: false,
    requestedAt: new Date(),
  };
}
