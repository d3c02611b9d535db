import type { EventEnvelope } from '@movecall/eventlog';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLedger } from '../src/ledger.ts';
import { createWorld, hasty, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

it('counts the time for beginning from where the lease begins, also when the process is stopped while it claims', async () => {
  const start = new Date('2026-11-22T00:00:00Z');
  let clock = start.getTime();
  let claiming = false;
  const ledger = createLedger({
    db: world.db,
    policy: hasty,
    // Once it claims, ten seconds pass between any two looks at the clock.
    now: () => new Date(claiming ? (clock += 10_000) : clock),
    newId: randomUUID,
    random: () => 0,
    onSettled: () => undefined,
  });
  const event: EventEnvelope = {
    id: randomUUID(),
    type: 'MoveCallStatusChanged',
    version: 1,
    producer: 'call',
    correlationId: randomUUID(),
    sequence: 1,
    causationId: null,
    time: start.toISOString(),
    traceparent: null,
    data: {},
  };
  await world.db.transaction((tx) =>
    ledger.record(tx, event, {
      template: 'CALL_ACCEPTED',
      version: 1,
      recipient: 'sealed',
      variables: {},
      link: null,
      expiresAt: null,
    }),
  );

  claiming = true;
  const [task] = await ledger.claimDue(1);
  const [row] = await world.sql<{ since: string; dueAt: string }[]>`
    select since, due_at as "dueAt" from deliveries where correlation_id = ${event.correlationId}`;
  const since = Date.parse(row?.since ?? '');
  expect(Date.parse(row?.dueAt ?? '')).toBe(since + hasty.leaseMs);
  expect(task?.beginBefore.getTime()).toBe(since + hasty.beginMs);
});
