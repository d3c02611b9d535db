import { DBOS } from '@dbos-inc/dbos-sdk';
import { PostgresDataSource } from '@dbos-inc/postgres-datasource';
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';

/**
 * The steps of a confirmed call as a durable workflow of DBOS Transact: nine transactional steps in one process and one
 * database, without HTTP or Redis. Its parent sends `go` and `end`.
 *
 *   POSTGRES_URL=… node dbos.mjs CALLS CALLERS
 */
const [calls, callers] = process.argv.slice(2).map(Number);
const WARM_UP = 100;
const NAMES = ['bench_dbos', 'bench_dbos_system'];
const server = new URL(process.env.POSTGRES_URL);
const urlOf = (name) => Object.assign(new URL(server), { pathname: `/${name}` }).href;
const silent = { onnotice: () => undefined };
const admin = postgres(server.href, { max: 1, ...silent });
const drop = async () => {
  for (const name of NAMES) await admin.unsafe(`drop database if exists ${name} with (force)`);
};
await drop();
for (const name of NAMES) await admin.unsafe(`create database ${name}`);

const tables = postgres(urlOf('bench_dbos'), { max: 1, ...silent });
await tables.unsafe(`
  create extension if not exists btree_gist;
  create table attempts (id uuid primary key, status text not null, body jsonb not null);
  create table calls (id uuid primary key, status text not null, version int not null, body jsonb not null, mover jsonb);
  create table timeline (call uuid, version int, status text not null, at timestamptz default now(), primary key (call, version));
  create table orders (id uuid primary key, status text not null, body jsonb not null);
  create table requests (call uuid primary key, status text not null, body jsonb not null);
  create table assignments (
    id uuid primary key, call uuid not null, mover int not null, during tsrange not null, status text not null,
    exclude using gist (mover with =, during with &&) where (status = 'ACTIVE'));
  create table deliveries (
    id uuid primary key, call uuid not null, template text not null, status text not null, body jsonb not null,
    unique (call, template));`);
await tables.end();

const connection = {
  host: server.hostname,
  port: Number(server.port),
  user: server.username,
  password: server.password,
  database: 'bench_dbos',
  max: callers,
  ...silent,
};
await PostgresDataSource.initializeDBOSSchema(connection);
const source = new PostgresDataSource('bench', connection);
const step = (name, work) => source.registerTransaction(work, { name });
const sql = () => PostgresDataSource.client;
const body = {
  moveType: 'FULL_PACKING',
  location: {
    address: '서울특별시 마포구 월드컵북로 1',
    district: '마포구',
    latitude: 37.5663,
    longitude: 126.9019,
  },
  movingOn: '2026-12-07',
  cost: 1_500_000,
  ownerId: '00000000-0000-4000-8000-000000000001',
};

const attempt = step('attempt', async (id) => {
  await sql()`insert into attempts values (${id}, 'PENDING', ${sql().json(body)})`;
});
const order = step('order', async (id) => {
  await sql()`insert into orders values (${id}, 'ACCEPTED', ${sql().json(body)})`;
});
const accept = step('accept', async (id) => {
  await sql()`update attempts set status = 'ACCEPTED' where id = ${id}`;
  await sql()`insert into calls values (${id}, 'REQUESTED', 1, ${sql().json(body)})`;
  await sql()`insert into timeline values (${id}, 1, 'REQUESTED')`;
});
const advance = step('advance', async (id, status, version) => {
  await sql()`update calls set status = ${status}, version = ${version} where id = ${id}`;
  await sql()`insert into timeline values (${id}, ${version}, ${status})`;
});
const assign = step('assign', async (id, mover) => {
  await sql()`insert into requests values (${id}, 'ASSIGNED', ${sql().json(body)})`;
  await sql()`insert into assignments
    values (gen_random_uuid(), ${id}, ${mover}, tsrange('2026-12-07', '2026-12-08'), 'ACTIVE')`;
});
const ordered = step('ordered', async (id) => {
  await sql()`update orders set status = 'ASSIGNED' where id = ${id}`;
});
const tell = step('tell', async (id, template) => {
  await sql()`insert into deliveries values (gen_random_uuid(), ${id}, ${template}, 'SENT', ${sql().json(body)})`;
});
const saga = DBOS.registerWorkflow(
  async (id, mover) => {
    await attempt(id);
    await order(id);
    await accept(id);
    await advance(id, 'ASSIGNING', 2);
    await tell(id, 'CALL_ACCEPTED');
    await assign(id, mover);
    await advance(id, 'CONFIRMED', 3);
    await ordered(id);
    await tell(id, 'MOVER_CONFIRMED');
  },
  { name: 'saga' },
);

DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: urlOf('bench_dbos_system'),
  systemDatabasePoolSize: callers,
  logLevel: 'error',
  runAdminServer: false,
});
await DBOS.launch();
let lastMover = 0;
async function run(count) {
  let left = count;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      await saga(randomUUID(), (lastMover += 1));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

const told = (word) =>
  new Promise((resolve) => {
    process.on('message', (message) => message === word && resolve());
  });
await run(WARM_UP);
process.send('ready');
await told('go');
const since = performance.now();
await run(calls);
process.send({ callsPerSecond: calls / ((performance.now() - since) / 1000) });
await told('end');
await DBOS.shutdown();
await drop();
await admin.end();
process.exit(0);
