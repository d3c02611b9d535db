import { PATIENCE } from '@movecall/testkit/patience';
import { slowStatements } from '@movecall/testkit/statements';
import { expect, onTestFinished, test, vi } from 'vitest';
import { assignmentCompleted } from './foreign-events.ts';
import { startCall } from './harness.ts';
import { readCall } from './queries.ts';

const READS = 2;

test('while slow queries hold all their connections, a call is accepted, confirmed and cancelled, and answered', async () => {
  const call = await startCall();
  const [reader, caller] = [await call.person('OPERATOR'), await call.person()];
  const known = await call.accepted(caller);
  let storm = true;
  const slow = await slowStatements(
    call.config.databaseUrl,
    (text) => storm && text.endsWith('from "calls" where "calls"."id" = any($1::uuid[])'),
  );
  onTestFinished(slow.close);
  // The queries have to end before the replicas do.
  onTestFinished(slow.release);
  await call.stop();
  const replica = await call.replica({
    CALL_DATABASE_URL: slow.url,
    DATABASE_READ_CONNECTIONS: String(READS),
  });
  const queries = Array.from({ length: 30 }, () => readCall({ ...call, ...replica }, reader, known));
  await vi.waitFor(() => expect(slow.held()).toBe(READS), PATIENCE);
  // A command reads its own answer with the same statement.
  storm = false;

  const id = await replica.accepted(caller);
  await call.deliver(call.foreignEvent('AssignmentCompleted', id, assignmentCompleted(call)));
  await vi.waitFor(
    async () =>
      expect(await call.sql`select status from calls where id = ${id}`).toEqual([{ status: 'CONFIRMED' }]),
    PATIENCE,
  );
  expect((await replica.cancel(caller, id)).moveCall).toMatchObject({ status: 'CANCELLED' });

  slow.release();
  for (const { data } of await Promise.all(queries)) expect(data.moveCall).toMatchObject({ id: known });
});
