import { watchStatements } from '@movecall/testkit/statements';
import { expect, onTestFinished, test } from 'vitest';
import { startCall } from './harness.ts';

/** The service's jobs read the same tables, but not by ids. */
const readsById = (text: string, table: string): boolean =>
  new RegExp(`from "${table}" where "${table}"\\."(id|call_id)" (in|=) `).test(text);

test('a hundred references to calls, and twenty aliases of a root field, are read with one statement for each table', async () => {
  const call = await startCall();
  const statements = await watchStatements(call.config.databaseUrl);
  onTestFinished(statements.close);
  const replica = await call.replica({ CALL_DATABASE_URL: statements.url });
  const owner = await call.person();
  const ids = await Promise.all(Array.from({ length: 10 }, () => call.accepted(owner)));
  const operator = await call.person('OPERATOR');
  const aliases = (field: (id: string) => string): string =>
    Array.from({ length: 20 }, (_, index) => `f${index}: ${field(ids[index % 10] ?? '')}`).join(' ');

  const { data } = await replica.ask<{ _entities: { id: string }[] }>(
    operator,
    `query ($of: [_Any!]!) {
      _entities(representations: $of) { ... on MoveCall { id timeline { version } alerts { outcome } } }
    }`,
    { of: Array.from({ length: 100 }, (_, index) => ({ __typename: 'MoveCall', id: ids[index % 10] })) },
  );
  expect(data._entities).toHaveLength(100);
  for (const table of ['calls', 'timeline', 'alerts'])
    expect([table, statements.texts.filter((text) => readsById(text, table)).length]).toEqual([table, 1]);

  const before = statements.texts.length;
  await replica.ask(operator, `{ ${aliases(() => 'viewer { tel }')} }`);
  await replica.ask(operator, `{ ${aliases((id) => `moveCall(id: "${id}") { id }`)} }`);
  const sent = statements.texts.slice(before);
  expect(sent.filter((text) => readsById(text, 'people'))).toHaveLength(1);
  expect(sent.filter((text) => readsById(text, 'calls'))).toHaveLength(1);
});
