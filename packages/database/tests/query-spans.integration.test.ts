import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { traceQueries } from '../src/query-spans.ts';
import { createLogger } from '@movecall/telemetry/logger';
import { startTelemetry, type Telemetry } from '@movecall/telemetry/telemetry';
import { inSpan } from '@movecall/telemetry/trace';
import { attributesOf, startOtlpReceiver } from '@movecall/testkit/otlp-receiver';

const PARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

let telemetry: Telemetry;
let collector: Awaited<ReturnType<typeof startOtlpReceiver>>;
let connections: postgres.Sql;
let db: ReturnType<typeof drizzle>;
beforeAll(() => {
  connections = postgres(inject('postgresUrl'), { max: 2, onnotice: () => undefined });
  traceQueries(connections, 'movecall_test');
  db = drizzle(connections);
});
afterAll(() => connections.end());
beforeEach(async () => {
  collector = await startOtlpReceiver();
  const options = {
    service: 'call',
    instance: 'call-1',
    version: '1.2.3',
    endpoint: collector.url,
    ratio: 1,
  };
  telemetry = startTelemetry(options, createLogger('test', 'silent'));
});
afterEach(async () => {
  await telemetry.close();
  await collector.close();
});

async function exported() {
  await telemetry.close();
  const spans = collector.spans();
  const nameOf = (id: string | undefined) => spans.find(({ spanId }) => spanId === id)?.name;
  return spans.map((span) => ({
    ...span,
    within: nameOf(span.parentSpanId),
    attributes: attributesOf(span),
  }));
}

test('a statement is a span with its text and without its values', async () => {
  const rows = await inSpan('work', { parent: PARENT }, () =>
    db.execute(sql`select ${'a secret'}::text as said from pg_class limit 1`),
  );
  expect(rows[0]).toEqual({ said: 'a secret' });
  const [statement] = await exported();
  expect(statement).toMatchObject({
    name: 'select pg_class',
    within: 'work',
    kind: 3,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': 'movecall_test',
      'db.operation.name': 'select',
      'db.query.text': 'select $1::text as said from pg_class limit 1',
    },
  });
  expect(collector.bodies.join('')).not.toContain('a secret');
});

test('a transaction is a span around its statements, and a rollback is an attribute of it', async () => {
  await inSpan('work', { parent: PARENT }, () => db.transaction((tx) => tx.execute(sql`select 1 as one`)));
  const refused = inSpan('refusal', { parent: PARENT }, () =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select 2 as two`);
      throw new RangeError('refused');
    }),
  );
  await expect(refused).rejects.toThrow('refused');
  const spans = await exported();
  expect(spans.map(({ name, within }) => [name, within])).toEqual([
    ['begin', 'transaction'],
    ['select', 'transaction'],
    ['transaction', 'work'],
    ['work', undefined],
    ['begin', 'transaction'],
    ['select', 'transaction'],
    ['transaction', 'refusal'],
    ['refusal', undefined],
  ]);
  const outcomes = spans.filter(({ name }) => name === 'transaction');
  expect(outcomes.map(({ attributes }) => attributes['db.transaction.outcome'])).toEqual([
    undefined,
    'ROLLBACK',
  ]);
  expect(outcomes.map(({ status }) => status.code)).toEqual([0, 0]);
});

test('a failed statement has its SQLSTATE in its span, and still rejects', async () => {
  const failing = inSpan('work', { parent: PARENT }, () => db.execute(sql`select 1 / ${0}::int`));
  await expect(failing).rejects.toMatchObject({ cause: { code: '22012' } });
  const [statement] = await exported();
  expect(statement).toMatchObject({
    status: { code: 2 },
    attributes: { 'db.response.status_code': '22012', 'error.type': '22012' },
  });
});

test('a statement outside of any span is not recorded', async () => {
  await db.transaction((tx) => tx.execute(sql`select 1`));
  expect(await exported()).toEqual([]);
});
