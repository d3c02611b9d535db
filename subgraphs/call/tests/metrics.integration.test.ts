import { expect, test } from 'vitest';
import { assignmentCompleted, assignmentRequested } from './foreign-events.ts';
import { type CallHarness, startCall } from './harness.ts';

/** How many confirmations were measured, by whether no mover was free meanwhile. */
async function confirmations({ metricsUrl }: CallHarness): Promise<Record<string, number>> {
  const text = await (await fetch(`${metricsUrl}/metrics`)).text();
  const counts = text.matchAll(/^movecall_call_confirmation_seconds_count(?:\{(.*)\})? (\d+)$/gm);
  return Object.fromEntries([...counts].map(([, labels = '', count]) => [labels, Number(count)]));
}

test('confirmations of calls that waited for a free mover are measured apart from the others', async () => {
  const call = await startCall();
  expect(await confirmations(call)).toEqual({ 'waited="false"': 0, 'waited="true"': 0 });
  const customer = await call.person();
  const [quick, overtaking, waiting] = [
    await call.accepted(customer),
    await call.accepted(customer),
    await call.accepted(customer),
  ];
  await call.deliver(
    call.foreignEvent('AssignmentRequested', quick, assignmentRequested(customer.id)),
    call.foreignEvent('AssignmentCompleted', overtaking, assignmentCompleted(call)),
    call.foreignEvent('AssignmentFailed', waiting, { reason: 'NO_MOVER_FREE' }),
  );
  await call.settled();
  expect(await confirmations(call)).toEqual({ 'waited="false"': 1, 'waited="true"': 0 });
  await call.deliver(
    call.foreignEvent('AssignmentCompleted', quick, assignmentCompleted(call)),
    call.foreignEvent('AssignmentCompleted', waiting, assignmentCompleted(call)),
  );
  await call.settled();
  expect(await confirmations(call)).toEqual({ 'waited="false"': 2, 'waited="true"': 1 });
});
