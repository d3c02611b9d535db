import { watchStatements } from '@movecall/testkit/statements';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { customer, startManage } from './harness.ts';

test('the orders of a hundred calls are read with one statement', async () => {
  const manage = await startManage();
  const statements = await watchStatements(manage.config.databaseUrl);
  onTestFinished(statements.close);
  const replica = await manage.start({ MANAGE_DATABASE_URL: statements.url });
  const ownerId = randomUUID();
  const [first, second] = [randomUUID(), randomUUID()];
  await manage.requestAssignment(first, ownerId);
  await manage.requestAssignment(second);
  const ids = [first, second, 'no id', ...Array.from({ length: 97 }, () => randomUUID()), first];

  const { data } = await replica.ask<{ _entities: { order: { status: string } | null }[] }>(
    customer(ownerId),
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on MoveCall { order { status } } } }',
    { of: ids.map((id) => ({ __typename: 'MoveCall', id })) },
  );

  expect(data._entities.map(({ order }) => order?.status ?? null)).toEqual(
    ids.map((id) => (id === first ? 'ACCEPTED' : null)),
  );
  expect(statements.texts.filter((text) => text.includes('"orders"'))).toHaveLength(1);
});
