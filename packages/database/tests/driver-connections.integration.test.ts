import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { createFaultProxy } from '@movecall/testkit/fault-proxy';
import { socketWithTimeout } from '../src/socket-timeout.ts';
import { backendOf, insert, killSelf, useDriverDatabase } from './driver-database.ts';

// What else the patch of `postgres` guarantees (docs/adr/0001-postgres-driver.md), for connections that are reset, lost
// during their setup, or held by a reservation. Each test fails on the published driver, except the one whose comment says
// otherwise.

const { url, connect, labels, kill, killAll } = useDriverDatabase();

test('a transaction whose connection is reset has no effect on the replacement connection', async () => {
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

describe('a connection that is lost while the driver reads the types', () => {
  const readsTypes = (sent: Buffer) => sent.includes('typarray');

  /** A proxy that kills the backend when the first connection asks for the types. */
  const killAtFirstRead = () => {
    let reads = 0;
    return createFaultProxy(url, {
      before: async (sent) => {
        if (!readsTypes(sent) || ++reads > 1) return;
        expect(await killAll('types')).toBe(1);
      },
    });
  };

  test('is replaced when its backend was killed, and the statement runs on the replacement', async () => {
    const proxy = await killAtFirstRead();
    await insert(connect({ url: proxy.url, connection: { application_name: 'types' } }), 'kept');

    expect(await labels()).toEqual(['kept']);
    await proxy.close();
  });

  test('is replaced, and a reservation gets the replacement', async () => {
    const proxy = await killAtFirstRead();
    const reserved = await connect({ url: proxy.url, connection: { application_name: 'types' } }).reserve();

    await insert(reserved, 'kept');

    expect(await labels()).toEqual(['kept']);
    reserved.release();
    await proxy.close();
  });

  test('rejects only the statement that waits for it, when it was reset', async () => {
    const proxy = await createFaultProxy(url, { before: async (sent) => readsTypes(sent) && proxy.reset() });
    const sql = connect({ url: proxy.url });

    await expect(insert(sql, 'lost')).rejects.toMatchObject({ code: 'ECONNRESET' });

    await proxy.close();
  });
});

test('a reservation whose backend is killed rejects its queued statements', async () => {
  const reserved = await connect().reserve();

  const queued = ['a', 'b', 'c'].map((label) => insert(reserved, label));
  const outcomes = await Promise.allSettled([killSelf(reserved), ...queued]);

  expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(4).fill('rejected'));
});

// The published driver passes this test too. It guards the part of the patch that keeps a reservation queued.
test('a reservation that failed does not hold the next connection', async () => {
  const proxy = await createFaultProxy(url, { before: async () => proxy.accepted === 1 && proxy.reset() });
  const sql = connect({ url: proxy.url });
  await expect(sql.reserve()).rejects.toMatchObject({ code: 'ECONNRESET' });

  for (const label of ['first', 'second']) await insert(sql, label);

  expect(await labels()).toEqual(['first', 'second']);
  await proxy.close();
});

test('a reservation whose backend is killed can neither use nor release the connection of a transaction', async () => {
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

describe('a pool that ends while its connection is being made', () => {
  const application = `ending-${randomUUID()}`;
  const connection = { application_name: application };
  const sessions = async (): Promise<number> => {
    const [row] = await connect()<[{ count: number }]>`
      select count(*)::int as count from pg_stat_activity where application_name = ${application}`;
    return row.count;
  };

  test('closes a socket that is still opening', async () => {
    const { sockets, options } = recordedSockets();
    const sql = connect({ connection, ...options });
    const asked = sql`select 1`.catch((error: unknown) => error);

    await sql.end({ timeout: 0 });

    expect(await asked).toMatchObject({ code: 'CONNECTION_DESTROYED' });
    expect(sockets).toHaveLength(1);
    await vi.waitFor(() => expect(sockets[0]?.closed).toBe(true));
    await vi.waitFor(async () => expect(await sessions()).toBe(0));
  });

  test('opens no replacement for a connection that was lost', async () => {
    const { sockets, options } = recordedSockets();
    const replacedAfterMs = 20;
    const sql = connect({ connection, backoff: () => replacedAfterMs / 1000, ...options });
    await killSelf(sql).catch(() => undefined);
    const asked = sql`select 1`.catch((error: unknown) => error);

    await sql.end({ timeout: 0 });

    expect(await asked).toMatchObject({ code: 'CONNECTION_DESTROYED' });
    // The driver's timer was set first, and is shorter.
    await new Promise((resolve) => setTimeout(resolve, 2 * replacedAfterMs));
    expect(sockets).toHaveLength(1);
    await vi.waitFor(async () => expect(await sessions()).toBe(0));
  });
});

/** The sockets that a pool has opened. */
function recordedSockets() {
  const sockets: Socket[] = [];
  const open = socketWithTimeout(15_000);
  const options: object = {
    socket: (target: Parameters<typeof open>[0]) => {
      const opened = open(target);
      sockets.push(opened);
      return opened;
    },
  };
  return { sockets, options };
}
