import { fact } from '@movecall/schema/events';
import { PATIENCE } from '@movecall/testkit/patience';
import { slowStatements } from '@movecall/testkit/statements';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { assignmentCompleted, callService, inputOf, operator, REQUEST, startManage } from './harness.ts';

const ORDERS = `query ($of: [_Any!]!) {
  _entities(representations: $of) { ... on MoveCall { order { status } } }
}`;
const READS = 2;

test('while slow queries hold all their connections, orders are accepted and events are applied', async () => {
  const manage = await startManage();
  const slow = await slowStatements(manage.config.databaseUrl, (text) => text.includes('"call_id" in ('));
  onTestFinished(slow.close);
  // The queries have to end before the replicas do.
  onTestFinished(slow.release);
  const replica = await manage.start({
    MANAGE_DATABASE_URL: slow.url,
    DATABASE_READ_CONNECTIONS: String(READS),
  });
  const queries = Array.from({ length: 30 }, () =>
    replica.ask(operator, ORDERS, { of: [{ __typename: 'MoveCall', id: randomUUID() }] }),
  );
  await vi.waitFor(() => expect(slow.held()).toBe(READS), PATIENCE);

  const callId = randomUUID();
  const accepted = await replica.ask(callService, REQUEST, { input: inputOf(callId) });
  expect(accepted.data).toMatchObject({ requestAssignment: { outcome: 'ACCEPTED' } });
  await manage.deliver(assignmentCompleted(callId), fact('CallCancelled', callId, { reason: null }));
  await vi.waitFor(
    async () =>
      expect(await manage.sql`select status from orders where call_id = ${callId}`).toEqual([
        { status: 'CANCELLED' },
      ]),
    PATIENCE,
  );
  expect(slow.held()).toBe(READS);

  slow.release();
  for (const { codes } of await Promise.all(queries)) expect(codes).toEqual([]);
});
