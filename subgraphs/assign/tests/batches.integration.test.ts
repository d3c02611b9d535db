import { watchStatements } from '@movecall/testkit/statements';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aRequest, times } from './fixtures.ts';
import { type AssignHarness, createAssign, operator } from './harness.ts';
import { ENTITIES } from './operations.ts';

let assign: AssignHarness;
let statements: Awaited<ReturnType<typeof watchStatements>>;
beforeAll(async () => {
  assign = await createAssign();
  statements = await watchStatements(assign.config.databaseUrl);
});
afterAll(async () => {
  await assign.close();
  await statements.close();
});

test('a hundred references to movers and to calls are read with one statement for each kind', async () => {
  const replica = await assign.start({ ASSIGN_DATABASE_URL: statements.url });
  const movers = await Promise.all(times(50, () => assign.register()));
  const requests = times(50, () => aRequest());
  for (const request of requests) await assign.request(request);
  const before = statements.texts.length;

  const { data } = await replica.ask<{ _entities: object[] }>(operator, ENTITIES, {
    representations: [
      ...movers.map(({ id }) => ({ __typename: 'Mover', id })),
      ...requests.map(({ callId }) => ({ __typename: 'MoveCall', id: callId })),
    ],
  });

  expect(data._entities.slice(0, 50)).toEqual(
    movers.map(({ id, name }) => expect.objectContaining({ id, name })),
  );
  expect(data._entities.slice(50)).toEqual(
    requests.map(({ callId }) => ({ id: callId, assignment: expect.objectContaining({ status: 'ACTIVE' }) })),
  );
  const sent = statements.texts.slice(before);
  expect(sent.filter((text) => text.includes('from "movers"'))).toHaveLength(1);
  expect(sent.filter((text) => text.includes('from "assignments"'))).toHaveLength(1);
});
