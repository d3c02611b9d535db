import { openDatabase } from '@movecall/database';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { expect, inject, onTestFinished, test } from 'vitest';
import { textOf } from '@movecall/testkit/configurations';

const script = await textOf('k8s/components/postgres/create-databases.sh');
/** The script's SQL: for each database, and then in the database of assign. */
const [forEach = '', forAssign = ''] = [...script.matchAll(/<<'SQL'\n(.*?)^SQL$/gms)].map(([, sql]) => sql);
const migrations = {
  call: 'subgraphs/call/migrations',
  manage: 'subgraphs/manage/migrations',
  assign: 'subgraphs/assign/migrations',
  notifier: 'notifier/migrations',
};

/** Executes statements one by one as a superuser, because CREATE DATABASE must be a statement of its own. */
async function execute(url: URL, statements: string): Promise<void> {
  const sql = postgres(url.href, { max: 1, onnotice: () => undefined });
  try {
    for (const statement of statements.split(';').filter((each) => each.trim() !== ''))
      await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

test.each(Object.entries(migrations))(
  'the role of %s in the cluster is no superuser and can migrate its database',
  async (service, folder) => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    const server = new URL(inject('postgresUrl'));
    onTestFinished(() =>
      execute(server, `drop database if exists "${name}" with (force); drop role if exists "${name}"`),
    );
    await execute(server, forEach.replaceAll(':"name"', `"${name}"`).replaceAll(":'password'", "'secret'"));
    const own = new URL(server);
    own.pathname = `/${name}`;
    if (service === 'assign') await execute(own, forAssign);
    own.username = name;
    own.password = 'secret';
    const database = await openDatabase({
      url: own.href,
      applicationName: 'test',
      migrations: fileURLToPath(new URL(`../../${folder}`, import.meta.url)),
    });
    onTestFinished(() => database.close());
    const [role] = await database.sql`
      select rolsuper, (select count(*)::int from drizzle.__drizzle_migrations) as applied
      from pg_roles where rolname = current_user`;
    expect(role).toEqual({ rolsuper: false, applied: expect.any(Number) });
    expect(role!['applied']).toBeGreaterThan(0);
  },
);
