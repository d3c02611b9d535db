import { setImmediate as turn } from 'node:timers/promises';
import { type Sql, type TransactionSql } from 'postgres';
import { describe, expect, test } from 'vitest';
import { backendOf, gate, insert, killSelf, useDriverDatabase } from './driver-database.ts';
import { runKillStorm } from '@movecall/testkit/kill-storm';

// What the patch of `postgres` guarantees (docs/adr/0001-postgres-driver.md): when the backend of a transaction dies, the whole
// transaction is rejected, every promise settles, and no error escapes to the process. Each test fails on the published driver.

const { url, connect, labels, kill } = useDriverDatabase();
/** A backend that dies before it has read all bytes resets the connection. */
const connectionLost = expect.stringMatching(/CONNECTION_CLOSED|ECONNRESET/);

/** Kills the backend of a transaction while its callback waits. The callback continues with `after` when `resume` is called. */
async function loseTransaction(sql: Sql, after: (tx: TransactionSql) => Promise<unknown>) {
  const entered = gate<number>();
  const resumed = gate();
  const transaction = sql.begin(async (tx) => {
    await insert(tx, 'lost');
    entered.open(await backendOf(tx));
    await resumed.opened;
    await after(tx);
  });
  const rejected = expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await kill(await entered.opened);
  await rejected;
  return { resume: resumed.open };
}

describe('a transaction whose backend is killed', () => {
  test('cannot run a later statement in the transaction that got its connection', async () => {
    const sql = connect();
    const outcome = gate<unknown>();
    const dead = await loseTransaction(sql, async (tx) =>
      outcome.open(await insert(tx, 'late').catch((e) => e)),
    );

    await sql.begin(async (tx) => {
      await insert(tx, 'next');
      dead.resume();
      expect(await outcome.opened).toMatchObject({ code: 'CONNECTION_CLOSED' });
    });

    expect(await labels()).toEqual(['next']);
  });

  test('cannot commit the transaction that got its connection', async () => {
    const sql = connect();
    const dead = await loseTransaction(sql, async () => {});

    const next = sql.begin(async (tx) => {
      await insert(tx, 'next');
      dead.resume();
      await turn();
      await insert(tx, 'next again');
      throw new Error('changed my mind');
    });

    await expect(next).rejects.toThrow('changed my mind');
    expect(await labels()).toEqual([]);
  });

  test('rejects the statements that were queued in it', async () => {
    const sql = connect();
    let outcomes: PromiseSettledResult<unknown>[] = [];

    const transaction = sql.begin(async (tx) => {
      const queued = ['a', 'b', 'c', 'd'].map((label) => insert(tx, label));
      outcomes = await Promise.allSettled([insert(tx, 'lost'), killSelf(tx), ...queued]);
    });

    await expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    await turn();
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', ...Array(5).fill('rejected')]);
    expect(await labels()).toEqual([]);
  });

  test('leaves a usable pool: the next transactions succeed at once', async () => {
    const sql = connect();
    await expect(sql.begin((tx) => killSelf(tx))).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });

    for (const label of ['first', 'second']) await sql.begin((tx) => insert(tx, label));

    expect(await labels()).toEqual(['first', 'second']);
    await sql.end();
  });

  test('does not mix its rows into the next statement', async () => {
    const sql = connect({ fetch_types: false });
    const rows = sql`
      select repeat('x', 1000), i = 1000 and pg_terminate_backend(pg_backend_pid()) from generate_series(1, 2000) i`;
    await expect(rows).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });

    expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  });

  test('rejects the cursor that was reading, and not the statements on the replacement connection', async () => {
    const sql = connect();
    const next = gate<unknown>();
    const cursor = sql`select pg_backend_pid() as pid from generate_series(1, 100)`.cursor(
      10,
      async ([row]) => {
        await kill(row!.pid);
        await sql`select 1`;
        next.open(sql`select pg_sleep(0.1), 1 as one`.execute());
        await turn();
      },
    );

    await expect(cursor).rejects.toMatchObject({ code: connectionLost });

    expect(await next.opened).toMatchObject([{ one: 1 }]);
    expect(await sql`select 2 as two`).toEqual([{ two: 2 }]);
  });

  test('rejects the cursor whose callback fails later', async () => {
    const sql = connect();
    const cursor = sql`select pg_backend_pid() as pid from generate_series(1, 100)`.cursor(
      10,
      async ([row]) => {
        await kill(row!.pid);
        // The pool has one connection: this resolves once the driver has noticed the loss and has opened another.
        await sql`select 1`;
        throw new Error('fails after the connection was lost');
      },
    );

    await expect(cursor).rejects.toMatchObject({ code: connectionLost });
  });

  test('does not block an end() that is called later', async () => {
    const sql = connect();
    await expect(killSelf(sql)).rejects.toMatchObject({ code: connectionLost });

    await sql.end();
  });

  test('does not block an end() that was called earlier', async () => {
    const sql = connect();
    const entered = gate<number>();
    const transaction = sql.begin(async (tx) => {
      entered.open(await backendOf(tx));
      await gate().opened;
    });
    const rejected = expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    const pid = await entered.opened;
    const ended = sql.end();

    await kill(pid);

    await rejected;
    await ended;
  });
});

test('a statement issued after its transaction has ended is rejected', async () => {
  const sql = connect();
  let escapedTx: TransactionSql | undefined;
  await sql.begin(async (tx) => {
    escapedTx = tx;
    await insert(tx, 'in time');
  });

  await expect(insert(escapedTx!, 'too late')).rejects.toMatchObject({ code: 'TRANSACTION_ENDED' });

  expect(await labels()).toEqual(['in time']);
});

test('a transaction begun on a full pipeline holds its connection', async () => {
  const sql = connect({ max_pipeline: 1 });
  await sql`select 1`;
  const busy = sql`select pg_sleep(0.1)`.execute();

  await sql.begin((tx) => insert(tx, 'mine'));

  await busy;
  expect(await labels()).toEqual(['mine']);
});

test('while many backends are killed nothing hangs, no transaction is partial, and no acknowledged commit is lost', async () => {
  const result = await runKillStorm({
    url: url,
    workers: 24,
    kills: 150,
    seconds: 10,
    open: (target, applicationName) => {
      const sql = connect({ url: target, max: 8, connection: { application_name: applicationName } });
      return {
        begin: (work) => sql.begin((tx) => work((text, values) => tx.unsafe(text, values))),
        run: (text, values) => sql.unsafe(text, values),
        close: () => sql.end(),
      };
    },
  });

  expect(result).toMatchObject({ hung: 0, partial: 0, mixed: 0, lost: 0 });
  expect(result.kills).toBeGreaterThanOrEqual(40);
  expect(result.ok).toBeGreaterThan(result.failed);
});
