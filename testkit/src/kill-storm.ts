import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';

/** Sends one statement. */
export type Run = (text: string, values: number[]) => Promise<unknown>;

/** A driver's connection pool, reduced to what the storm needs of it. */
export interface StormPool {
  /** Runs `work` in one transaction: committed when it resolves, rolled back and rejected when it rejects. */
  begin(work: (run: Run) => Promise<unknown>): Promise<unknown>;
  /** Runs one statement outside any transaction. */
  run: Run;
  close(): Promise<void>;
}

export interface StormOptions {
  /** A database of its own; the storm creates its table there. */
  url: string;
  /** Opens the pool under test; every connection must carry the application name, by which victims are chosen. */
  open: (url: string, applicationName: string) => StormPool;
  workers: number;
  /** The storm ends after this many kills … */
  kills: number;
  /** … or after this many seconds, whichever comes first. */
  seconds: number;
}

export interface StormResult {
  kills: number;
  /** Acknowledged: begin() resolved. */
  ok: number;
  /** Rejected. A commit whose acknowledgement was lost counts here, whether or not it took effect. */
  failed: number;
  /** Neither resolved nor rejected within five seconds after the storm. */
  hung: number;
  /** Transactions of which only some rows exist, or rows from more than one database transaction. */
  partial: number;
  /** Database transactions that hold rows of more than one of ours. */
  mixed: number;
  /** Acknowledged, and not there. */
  lost: number;
}

const APPLICATION = 'driver-storm';
const INSERT = 'insert into storm (tx, part, parts) values ($1::int, $2::int, $3::int)';

/**
 * Kills backends at random while `workers` write through the pool, then reads back what is there.
 * Each transaction writes several rows; the server stamps each row with the transaction that really wrote it, so a
 * statement that ran on another connection shows.
 */
export async function runKillStorm({
  url,
  open,
  workers,
  kills,
  seconds,
}: StormOptions): Promise<StormResult> {
  const observer = postgres(url, { max: 1, onnotice: () => {} });
  await observer`create table storm (
    tx int, part int, parts int, xid xid8 not null default pg_current_xact_id(), primary key (tx, part))`;
  const pool = open(url, APPLICATION);

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
    Array.from({ length: workers }, async () => {
      while (!done) await attempt();
    }),
  );

  const deadline = Date.now() + seconds * 1000;
  let killed = 0;
  while (killed < kills && Date.now() < deadline) {
    // The pace of the storm: time for the pool to reconnect and to get into the middle of something.
    await pause(randomInt(20));
    const [victim] = await observer`
      select pg_terminate_backend(pid) as killed from pg_stat_activity
      where application_name = ${APPLICATION} order by random() limit 1`;
    if (victim?.killed) killed++;
  }
  done = true;
  await Promise.race([working, pause(5000, undefined, { ref: false })]);
  const hung = pending;

  const [found] = await observer`
    with written as (
      select tx, count(*) <> min(parts) or count(distinct xid) > 1 as partial from storm group by tx
    ), acknowledged as (
      select unnest(${acknowledged}::int[]) as tx
    )
    select
      (select count(*) from written where partial)::int as partial,
      (select count(*) from (select from storm group by xid having count(distinct tx) > 1) s)::int as mixed,
      (select count(*) from acknowledged where tx not in (select tx from written))::int as lost`;
  await Promise.race([pool.close(), pause(2000, undefined, { ref: false })]);
  await observer.end();
  const { partial, mixed, lost } = found as unknown as Pick<StormResult, 'partial' | 'mixed' | 'lost'>;
  return { kills: killed, ok: acknowledged.length, failed, hung, partial, mixed, lost };
}

/** The ways in which a service writes, well-behaved or not. */
async function write(pool: StormPool, tx: number): Promise<void> {
  switch (randomInt(5)) {
    case 0: // a lone statement
      await pool.run(INSERT, [tx, 1, 1]);
      return;
    case 1: // one after the other
      await pool.begin(async (run) => {
        for (const part of [1, 2, 3]) await run(INSERT, [tx, part, 3]);
      });
      return;
    case 2: // all at once: most wait in the transaction's own queue
      await pool.begin((run) => Promise.all([1, 2, 3, 4].map((part) => run(INSERT, [tx, part, 4]))));
      return;
    case 3: // other work in between, in which the backend dies unnoticed
      await pool.begin(async (run) => {
        await run(INSERT, [tx, 1, 2]);
        await pause(randomInt(10));
        await run(INSERT, [tx, 2, 2]);
      });
      return;
    default: // a failure swallowed, the work carried on
      await pool.begin(async (run) => {
        await run(INSERT, [tx, 1, 2]).catch(() => {});
        await pause(randomInt(10));
        await run(INSERT, [tx, 2, 2]).catch(() => {});
      });
  }
}
