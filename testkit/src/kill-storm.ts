import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';

/** Sends one statement. */
export type Run = (text: string, values: number[]) => Promise<unknown>;

/** A driver's connection pool, reduced to what the storm uses. */
export interface StormPool {
  /** Runs `work` in a transaction. Commits when `work` resolves. Rolls back and rejects when `work` rejects. */
  begin(work: (run: Run) => Promise<unknown>): Promise<unknown>;
  /** Runs one statement outside a transaction. */
  run: Run;
  close(): Promise<void>;
}

export interface StormOptions {
  /** A database for the storm alone, in which the storm creates its table. */
  url: string;
  /**
   * Opens the pool under test. Every connection must use this application name, because the storm finds its victims by it.
   */
  open: (url: string, applicationName: string) => StormPool;
  /** How many workers write at the same time. */
  workers: number;
  /** The storm ends after this many kills or after `seconds`, whichever comes first. */
  kills: number;
  seconds: number;
}

export interface StormResult {
  kills: number;
  /** Acknowledged transactions: begin() resolved. */
  ok: number;
  /** Rejected transactions, including commits whose acknowledgement was lost, whether they took effect or not. */
  failed: number;
  /** Transactions that had neither resolved nor rejected five seconds after the storm. */
  hung: number;
  /** Transactions with missing rows, or with rows from more than one database transaction. */
  partial: number;
  /** Database transactions that contain rows of more than one of the workers' transactions. */
  mixed: number;
  /** Acknowledged transactions whose rows do not exist. */
  lost: number;
}

const APPLICATION = 'driver-storm';
const INSERT = 'insert into storm (tx, part, parts) values ($1::int, $2::int, $3::int)';

/**
 * Terminates random backends while workers write through the pool, and afterwards reads the written rows back. Each
 * transaction writes several rows. The server stamps each row with the id of its database transaction, which reveals a
 * statement that ran on the wrong connection.
 */
export async function runKillStorm(options: StormOptions): Promise<StormResult> {
  const observer = postgres(options.url, { max: 1, onnotice: () => {} });
  await observer`create table storm (
    tx int, part int, parts int, xid xid8 not null default pg_current_xact_id(), primary key (tx, part))`;
  const pool = options.open(options.url, APPLICATION);

  const workers = startWorkers(pool, options.workers);
  const kills = await killBackends(observer, options, workers.acknowledged);
  const { acknowledged, failed, hung } = await workers.end();

  const found = await readBack(observer, acknowledged);
  await Promise.race([pool.close(), pause(2000, undefined, { ref: false })]);
  await observer.end();
  return { kills, ok: acknowledged.length, failed, hung, ...found };
}

function startWorkers(pool: StormPool, count: number) {
  const acknowledged: number[] = [];
  let [failed, pending, started, done] = [0, 0, 0, false];
  const attempt = async () => {
    const tx = ++started;
    pending++;
    try {
      await write(pool, tx);
      acknowledged.push(tx);
    } catch {
      failed++;
    } finally {
      pending--;
    }
  };
  const working = Promise.all(
    Array.from({ length: count }, async () => {
      while (!done) await attempt();
    }),
  );
  return {
    /** How many transactions were acknowledged so far. */
    acknowledged: (): number => acknowledged.length,
    /** Resolves when every worker has ended, and after five seconds at the latest. */
    async end() {
      done = true;
      await Promise.race([working, pause(5000, undefined, { ref: false })]);
      return { acknowledged, failed, hung: pending };
    },
  };
}

/** How many transactions are acknowledged between two kills at least, however slow the machine is. */
const BETWEEN_KILLS = 3;

/** @param acknowledged how many transactions were acknowledged so far */
async function killBackends(
  observer: Sql,
  { kills, seconds }: Pick<StormOptions, 'kills' | 'seconds'>,
  acknowledged: () => number,
): Promise<number> {
  const deadline = Date.now() + seconds * 1000;
  let killed = 0;
  while (killed < kills && Date.now() < deadline) {
    const enough = acknowledged() + BETWEEN_KILLS;
    // Gives the pool time to reconnect and to start new transactions.
    await pause(randomInt(20));
    while (acknowledged() < enough && Date.now() < deadline) await pause(1);
    const [victim] = await observer`
      select pg_terminate_backend(pid) as killed from pg_stat_activity
      where application_name = ${APPLICATION} order by random() limit 1`;
    if (victim?.killed) killed++;
  }
  return killed;
}

type Damage = Pick<StormResult, 'partial' | 'mixed' | 'lost'>;

async function readBack(observer: Sql, acknowledged: readonly number[]): Promise<Damage> {
  const [found] = await observer<Damage[]>`
    with written as (
      select tx, count(*) <> min(parts) or count(distinct xid) > 1 as partial from storm group by tx
    ), acknowledged as (
      select unnest(${[...acknowledged]}::int[]) as tx
    )
    select
      (select count(*) from written where partial)::int as partial,
      (select count(*) from (select from storm group by xid having count(distinct tx) > 1) s)::int as mixed,
      (select count(*) from acknowledged where tx not in (select tx from written))::int as lost`;
  const { partial, mixed, lost } = found!;
  return { partial, mixed, lost };
}

/** Runs one transaction in one of the ways in which a service may write. */
async function write(pool: StormPool, tx: number): Promise<void> {
  switch (randomInt(5)) {
    case 0: // one statement outside a transaction
      await pool.run(INSERT, [tx, 1, 1]);
      return;
    case 1: // one statement after the other
      await pool.begin(async (run) => {
        for (const part of [1, 2, 3]) await run(INSERT, [tx, part, 3]);
      });
      return;
    case 2: // all statements at the same time; most of them wait in the transaction's queue
      await pool.begin((run) => Promise.all([1, 2, 3, 4].map((part) => run(INSERT, [tx, part, 4]))));
      return;
    case 3: // a pause between the statements, in which the backend may be terminated
      await pool.begin(async (run) => {
        await run(INSERT, [tx, 1, 2]);
        await pause(randomInt(10));
        await run(INSERT, [tx, 2, 2]);
      });
      return;
    default: // the worker ignores the errors of statements, and the transaction continues
      await pool.begin(async (run) => {
        await run(INSERT, [tx, 1, 2]).catch(() => {});
        await pause(randomInt(10));
        await run(INSERT, [tx, 2, 2]).catch(() => {});
      });
  }
}
