import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createFaultProxy } from '@movecall/testkit/fault-proxy';
import { backendOf, insert, killSelf, useDriverDatabase } from './driver-database.ts';

// The rest of what our patch of `postgres` promises (docs/adr/0001-postgres-driver.md): connections that are reset, lost
// while they are set up, or held by a reservation. Each test fails on the driver as it is published, but for the one
// that says otherwise.

const { url, connect, labels, kill, killAll } = useDriverDatabase();

test('a transaction whose connection is reset leaves nothing behind for the replacement', async () => {
  const proxy = await createFaultProxy(url);
  const sql = connect({ url: proxy.url });
  const transaction = sql.begin(async (tx) => {
    await insert(tx, 'lost');
    const sleeping = tx`select pg_sleep(10)`.execute();
    await turn();
    proxy.reset();
    await sleeping;
  });
  await expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });

  for (const label of ['first', 'second', 'third']) await insert(sql, label);

  expect(await labels()).toEqual(['first', 'second', 'third']);
  expect(proxy.accepted).toBe(2);
  await proxy.close();
});

describe('a connection lost while the driver reads its types', () => {
  const readsTypes = (sent: Buffer) => sent.includes('typarray');

  /** A proxy that has the backend killed when the first connection through it asks for the types. */
  const killAtFirstRead = () => {
    let reads = 0;
    return createFaultProxy(url, {
      before: async (sent) => {
        if (!readsTypes(sent) || ++reads > 1) return;
        expect(await killAll('types')).toBe(1);
      },
    });
  };

  test('is replaced when its backend was killed, and the statement runs there', async () => {
    const proxy = await killAtFirstRead();
    await insert(connect({ url: proxy.url, connection: { application_name: 'types' } }), 'kept');

    expect(await labels()).toEqual(['kept']);
    await proxy.close();
  });

  test('serves a reservation from its replacement', async () => {
    const proxy = await killAtFirstRead();
    const reserved = await connect({ url: proxy.url, connection: { application_name: 'types' } }).reserve();

    await insert(reserved, 'kept');

    expect(await labels()).toEqual(['kept']);
    reserved.release();
    await proxy.close();
  });

  test('fails the statement that waits for it when it was reset, and nothing but that', async () => {
    const proxy = await createFaultProxy(url, { before: async (sent) => readsTypes(sent) && proxy.reset() });
    const sql = connect({ url: proxy.url });

    await expect(insert(sql, 'lost')).rejects.toMatchObject({ code: 'ECONNRESET' });

    await proxy.close();
  });
});

test('a reservation whose backend is killed rejects the statements that were queued in it', async () => {
  const reserved = await connect().reserve();

  const queued = ['a', 'b', 'c'].map((label) => insert(reserved, label));
  const outcomes = await Promise.allSettled([killSelf(reserved), ...queued]);

  expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(4).fill('rejected'));
});

// The published driver does this too: it guards the part of the patch that keeps a reservation queued.
test('a reservation that failed does not keep the connection that comes after it', async () => {
  const proxy = await createFaultProxy(url, { before: async () => proxy.accepted === 1 && proxy.reset() });
  const sql = connect({ url: proxy.url });
  await expect(sql.reserve()).rejects.toMatchObject({ code: 'ECONNRESET' });

  for (const label of ['first', 'second']) await insert(sql, label);

  expect(await labels()).toEqual(['first', 'second']);
  await proxy.close();
});

test('a reservation whose backend is killed cannot reach, or give back, the connection of another', async () => {
  const sql = connect();
  const reserved = await sql.reserve();
  await kill(await backendOf(reserved));

  await sql.begin(async (tx) => {
    await insert(tx, 'mine');
    await expect(insert(reserved, 'late')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    reserved.release();
    await expect(Promise.race([sql`select 1`, turn('waiting')])).resolves.toBe('waiting');
  });

  expect(await labels()).toEqual(['mine']);
});
