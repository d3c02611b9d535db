import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import { integer, pgTable } from 'drizzle-orm/pg-core';
import { mkdirSync, writeFileSync } from 'node:fs';
import postgres from 'postgres';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { createFaultProxy } from '@movecall/testkit/fault-proxy';
import { openDatabase } from '../src/database.ts';

let migrations: string;
beforeAll(async () => {
  migrations = await mkdtemp(join(tmpdir(), 'migrations-'));
  const things = pgTable('things', { id: integer().primaryKey() });
  const statements = await generateMigration(generateDrizzleJson({}), generateDrizzleJson({ things }));
  mkdirSync(join(migrations, 'meta'));
  writeFileSync(join(migrations, '0000_init.sql'), statements.join('--> statement-breakpoint\n'));
  const entries = [{ idx: 0, version: '7', when: 1, tag: '0000_init', breakpoints: true }];
  writeFileSync(
    join(migrations, 'meta', '_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
});
afterAll(() => rm(migrations, { recursive: true }));

const missing = (): URL => {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/test_${randomUUID().replaceAll('-', '')}`;
  return url;
};
const drop = async (url: URL): Promise<void> => {
  const admin = postgres(inject('postgresUrl'), { max: 1 });
  await admin`drop database ${admin(url.pathname.slice(1))} with (force)`;
  await admin.end();
};

test('replicas that start together create and migrate their database once', async () => {
  const url = missing();
  const open = () => openDatabase({ url: url.href, applicationName: 'test', migrations });
  const handles = await Promise.all([open(), open(), open()]);
  for (const { sql, ping } of handles) {
    expect(await sql`select * from things`).toHaveLength(0);
    expect(await ping()).toBe(true);
  }
  await Promise.all(handles.map(({ close }) => close()));
  await drop(url);
});

test('a transaction whose process hangs is ended by the server after ten seconds, which releases its locks', async () => {
  const url = missing();
  const { sql, close } = await openDatabase({ url: url.href, applicationName: 'test', migrations });
  const [setting] =
    await sql`select setting::int as ms from pg_settings where name = 'idle_in_transaction_session_timeout'`;
  expect(setting?.['ms']).toBe(10_000);
  await close();
  await drop(url);
});

test('a connection on which no answer comes is closed, and the next one works', async () => {
  const url = missing();
  const proxy = await createFaultProxy(url.href);
  const { sql, ping, close } = await openDatabase({
    url: proxy.url,
    applicationName: 'test',
    migrations,
    connections: { commands: 1, reads: 1, background: 1 },
    answerTimeoutMs: 1_000,
  });
  expect(await ping()).toBe(true);
  proxy.set({ kind: 'black hole' });
  await expect(sql.begin(async (tx) => tx`select 1`)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  proxy.set({ kind: 'open' });
  expect(await sql`select 2 as two`).toEqual([{ two: 2 }]);
  await close();
  await proxy.close();
  await drop(url);
});

test('a database that refuses writes is not ready', async () => {
  const url = missing();
  const { sql, ping, close } = await openDatabase({
    url: url.href,
    applicationName: 'test',
    migrations,
    // So that the ping and the insert use the same connection.
    connections: { commands: 1, reads: 1, background: 1 },
  });
  const readOnly = async (value: 'on' | 'off'): Promise<void> => {
    const admin = postgres(inject('postgresUrl'), { max: 1 });
    await admin`alter database ${admin(url.pathname.slice(1))} set default_transaction_read_only = ${admin.unsafe(value)}`;
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${url.pathname.slice(1)}`;
    await admin.end();
  };
  expect(await ping()).toBe(true);
  await readOnly('on');
  const insert = () => sql`insert into things values (1)`;
  await vi.waitFor(() => expect(insert()).rejects.toMatchObject({ code: '25006' }), 60_000);
  expect(await ping()).toBe(false);
  await readOnly('off');
  await vi.waitFor(async () => expect(await ping()).toBe(true), 60_000);
  await insert();
  await close();
  await drop(url);
});

test('an idle connection is not closed, nor is one that listens', async () => {
  const url = missing();
  const { sql, close } = await openDatabase({
    url: url.href,
    applicationName: 'test',
    migrations,
    answerTimeoutMs: 1_000,
  });
  const pid = async () => (await sql`select pg_backend_pid() as pid`)[0]?.['pid'] as number;
  const [before, heard] = [await pid(), new Promise<string>((resolve) => void sql.listen('news', resolve))];
  // Three times the timeout: the test waits for the timer under test.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await pid()).toBe(before);
  await sql.notify('news', 'something');
  expect(await heard).toBe('something');
  await close();
  await drop(url);
});

test('a server that does not listen yet is waited for', async () => {
  const url = missing();
  const real = new URL(inject('postgresUrl'));
  const door = createServer((socket) => {
    const inside = connect(Number(real.port), real.hostname);
    socket.pipe(inside).pipe(socket);
    for (const end of [socket, inside]) end.on('error', () => end.destroy());
  });
  const listen = (port: number) => new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = door.address() as AddressInfo;
  await new Promise((resolve) => door.close(resolve));
  url.port = String(port);

  const refused = new Promise<void>((resolve) => {
    const probe = connect(port, '127.0.0.1').on('error', () => resolve());
    probe.unref();
  });
  const opening = openDatabase({ url: url.href, applicationName: 'test', migrations });
  await refused;
  await listen(port);
  const { sql, close } = await opening;
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  await close();
  await new Promise((resolve) => door.close(resolve));
  await drop(url);
});
