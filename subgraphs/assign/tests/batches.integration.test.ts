import { openDatabase } from '@movecall/database';
import { createReaction } from '@movecall/decider';
import type { EventEnvelope } from '@movecall/eventlog';
import { fact } from '@movecall/schema/events';
import { commandsOf } from '@movecall/schema/reactions';
import { watchStatements } from '@movecall/testkit/statements';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { AssignmentRequest } from '../src/dispatch/dispatch.ts';
import { createAssignmentExecutor } from '../src/executor.ts';
import { createReactions } from '../src/reactions.ts';
import { aRequest, NOW, times } from './fixtures.ts';
import { type AssignHarness, createAssign, operator } from './harness.ts';
import { ENTITIES } from './operations.ts';
import { violations } from './violations.ts';

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

test('events about many calls cost as many statements as an event about one', async () => {
  // The replica of the other test sends statements of its own.
  const own = await watchStatements(assign.config.databaseUrl);
  onTestFinished(own.close);
  const database = await openDatabase({
    url: own.url,
    applicationName: 'assign tests',
    migrations: fileURLToPath(new URL('../migrations', import.meta.url)),
    connections: { commands: 1, reads: 1, background: 1 },
  });
  onTestFinished(database.close);
  const execute = createAssignmentExecutor({
    sealer: assign.sealer,
    now: () => NOW,
    newId: randomUUID,
    acceptWithinMs: 600_000,
  });
  const react = createReaction(commandsOf(createReactions(assign.sealer)), execute);
  const statementsOf = async (events: readonly EventEnvelope[]): Promise<number> => {
    const before = own.texts.length;
    await database.db.transaction((tx) => react(tx, events));
    return own.texts.length - before;
  };
  // The first transaction of a connection also asks for the types of the database.
  await statementsOf([assign.requestedEvent(aRequest())]);
  const movingOn = '2027-03-01';
  const movers = 20;
  await assign.sql`update movers set available = false`;
  await Promise.all(times(movers, () => assign.register()));
  const [first, ...others] = times(movers, () => aRequest({ movingOn })) as [AssignmentRequest];
  // Each count includes the commit. As many calls wait for the movers that are released.
  const waiting = times(movers, () => aRequest({ movingOn }));

  expect(await statementsOf([assign.requestedEvent(first)])).toBe(10);
  expect(await statementsOf(others.map(assign.requestedEvent))).toBe(10);
  // One of them asks for the reasons of those that nobody can serve.
  expect(await statementsOf(waiting.map(assign.requestedEvent))).toBe(9);
  const served = async () =>
    (await assign.sql`select from requests where status = 'ASSIGNED' and moving_on = ${movingOn}`).length;
  expect(await served()).toBe(movers);

  expect(await statementsOf([assign.cancelEvent(first)])).toBe(16);
  expect(await statementsOf(others.map(assign.cancelEvent))).toBe(16);
  expect(await served()).toBe(movers);

  const erasedEvent = ({ callId }: AssignmentRequest) => assign.event(fact('OrderErased', callId, {}));
  expect(await statementsOf([erasedEvent(first)])).toBe(9);
  expect(await statementsOf(others.map(erasedEvent))).toBe(9);
  expect(await violations(assign)).toEqual([]);
});
