import type { Viewer } from '@movecall/identity';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { assignmentCompleted } from './foreign-events.ts';
import { type CallHarness, startCall } from './harness.ts';

const NOW = new Date('2026-11-22T03:20:00Z');

const readStatistics = (call: CallHarness, viewer: Viewer | null) =>
  call.ask<{
    moveCallFigures: {
      statuses: { status: string; statusLabel: string; count: number }[];
      hours: { beginsAt: string; count: number }[];
      confirmations: { at: string; seconds: number }[];
    };
  }>(
    viewer,
    `{ moveCallFigures { statuses { status statusLabel count } hours { beginsAt count } confirmations { at seconds } } }`,
  );

test('an operator reads the calls by status, the requests by hour and the time to each confirmation', async () => {
  let now = NOW;
  const call = await startCall({}, { now: () => now });
  const customer = await call.person();
  const at = async (time: string): Promise<string> => {
    now = new Date(time);
    return call.accepted(customer, { movingOn: '2026-12-01' });
  };
  await at('2026-11-20T00:00:00Z');
  const longAgo = await at('2026-11-20T00:00:00Z');
  await call.cancel(customer, longAgo);
  await at('2026-11-21T04:00:00.000Z');
  await at('2026-11-21T03:59:59.999Z');
  const cancelled = await at('2026-11-22T03:00:00Z');
  await call.cancel(customer, cancelled);
  const confirmed = await at('2026-11-22T03:10:00Z');
  now = new Date('2026-11-22T03:10:02.500Z');
  await call.deliver(
    call.foreignEvent('AssignmentCompleted', confirmed, assignmentCompleted(call, randomUUID())),
  );
  await call.settled();
  now = NOW;

  const { data } = await readStatistics(call, await call.person('OPERATOR'));
  const { statuses, hours, confirmations } = data.moveCallFigures;
  expect(statuses.toSorted((a, b) => a.status.localeCompare(b.status))).toEqual([
    // One of the three REQUESTED is two days old and still waits. The call that was cancelled two days ago is left out.
    { status: 'CANCELLED', statusLabel: '호출취소', count: 1 },
    { status: 'CONFIRMED', statusLabel: '호출확정', count: 1 },
    { status: 'REQUESTED', statusLabel: '호출', count: 3 },
  ]);
  expect(hours).toHaveLength(24);
  expect(hours[0]).toEqual({ beginsAt: '2026-11-21T04:00:00.000Z', count: 1 });
  expect(hours.at(-1)).toEqual({ beginsAt: '2026-11-22T03:00:00.000Z', count: 2 });
  expect(hours.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(confirmations).toEqual([{ at: '2026-11-22T03:10:02.500Z', seconds: 2.5 }]);
});

test.each(['CUSTOMER', 'MOVER'] as const)('a %s is answered FORBIDDEN', async (role) => {
  const call = await startCall();
  expect((await readStatistics(call, await call.person(role))).codes).toEqual(['FORBIDDEN']);
  expect((await readStatistics(call, null)).codes).toEqual(['UNAUTHENTICATED']);
});
