import { spawn } from 'node:child_process';
import { chown, chmod, lstat, mkdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { accountForPostgres } from '../src/postgres-binaries.ts';
import { startPostgres, wipePostgres, type Postgres } from '../src/postgres.ts';
import { commandOf, type Account } from '../src/processes.ts';
import { folderForThisTest } from '@movecall/testkit/folders';

const account = await accountForPostgres();
const log = () => undefined;

async function start(directory: string, durable = false): Promise<Postgres> {
  const server = await startPostgres({ directory, log, durable });
  onTestFinished(async () => {
    await server.stop();
    await wipePostgres(directory);
  });
  return server;
}

async function query<T extends readonly object[]>(url: string, text: string): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return (await sql.unsafe(text)) as unknown as T;
  } finally {
    await sql.end();
  }
}

test('on every machine it sorts by bytes, uses UTC and has the extension btree_gist', async () => {
  const { url } = await start(await folderForThisTest());
  await query(url, 'CREATE EXTENSION btree_gist');
  const [row] = await query(
    url,
    `SELECT 'B' < 'a' AS bytes, current_setting('TimeZone') AS zone, upper('ä') AS upper,
            pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = 'postgres'`,
  );
  expect(row).toEqual({ bytes: true, zone: 'UTC', upper: 'Ä', encoding: 'UTF8' });
});

test('a wrong password is refused', async () => {
  const { url } = await start(await folderForThisTest());
  const wrong = new URL(url);
  wrong.password = 'guessed';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('data, port and password are kept from one start to the next', async () => {
  const directory = await folderForThisTest();
  const first = await start(directory);
  await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  await first.stop();
  const second = await start(directory);
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('a server that an earlier run has left behind on the same data is replaced', async () => {
  const directory = await folderForThisTest();
  const left = await start(directory);
  await query(left.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  const next = await start(directory);
  await left.exited;
  expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('after it was killed it starts with everything that was committed', async () => {
  const directory = await folderForThisTest();
  const first = await start(directory, true);
  await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  first.kill('SIGKILL');
  await first.exited;
  const second = await start(directory, true);
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('both servers end when the process that started them is killed', async () => {
  const directory = await folderForThisTest();
  const { child, servers } = await holdServers(directory, ['postgres', 'redis']);
  expect(servers).toHaveLength(2);
  child.kill('SIGKILL');
  for (const { pid } of servers) await expect.poll(() => commandOf(pid), { timeout: 60_000 }).toBeUndefined();
  await wipePostgres(directory);
});

test('on an unsupported platform the error says what to do', async () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
  Object.defineProperty(process, 'platform', { ...platform, value: 'sunos' });
  onTestFinished(() => void Object.defineProperty(process, 'platform', platform));
  await expect(startPostgres({ directory: await folderForThisTest(), log })).rejects.toThrow(
    /sunos[^]*set DATABASE_URL/,
  );
});

test.runIf(account !== undefined)(
  'as root, it puts the data elsewhere when other accounts cannot enter its folder',
  async () => {
    const directory = await folderForThisTest();
    await chmod(directory, 0o700);
    const { url, stop } = await start(directory);
    expect((await lstat(join(directory, 'postgres'))).isSymbolicLink()).toBe(true);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await stop();
  },
);

test.runIf(account !== undefined)(
  'as a plain user, it runs below a home that other accounts cannot enter',
  async () => {
    const home = join(await folderForThisTest(), 'home');
    await mkdir(home, { mode: 0o700 });
    await chown(home, account!.uid, account!.gid);
    const { child, servers } = await holdServers(join(home, '.dev'), ['postgres'], {
      account: account!,
      home,
    });
    const [server] = servers;
    expect(await query(server!.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readFile(join(home, '.dev', 'postgres', 'PG_VERSION'), 'utf8')).toMatch(/^18/);
    child.stdin.end();
    await expect.poll(() => commandOf(server!.pid), { timeout: 60_000 }).toBeUndefined();
  },
);

/** Starts servers from a child process, which the test can kill or run under another account. */
async function holdServers(directory: string, names: string[], as?: { account: Account; home: string }) {
  const script = fileURLToPath(new URL('support/hold-servers.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, directory, ...names], {
    ...as?.account,
    env: {
      PATH: process.env['PATH'],
      HOME: as?.home ?? process.env['HOME'],
      TMPDIR: as?.home ?? process.env['TMPDIR'],
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) {
    return { child, servers: JSON.parse(line) as { pid: number; url: string }[] };
  }
  throw new Error('The process ended before its servers were ready.');
}
