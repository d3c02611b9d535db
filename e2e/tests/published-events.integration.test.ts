import { streamState, toEntries } from '@movecall/eventlog';
import { publishedEvents } from '@movecall/schema/events';
import { streamNames, streamOf } from '@movecall/schema/streams';
import { until } from '@movecall/service/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { payloadOf } from '@movecall/schema/asyncapi';
import { validator } from '@movecall/testkit/event-validator';
import { type Saga, startSaga } from '@movecall/testkit/saga';

let saga: Saga;
beforeAll(async () => {
  saga = await startSaga();
});
afterAll(() => saga.close());

test('every event on the streams matches the AsyncAPI document', async () => {
  const problemsOf = validator({ anyOf: publishedEvents.map(payloadOf) });

  const companyId = await saga.registerCompany();
  await saga.registerMover('01020000001');
  await saga.requestLoginCode('01020000001');
  const [confirmed, waiting] = [await saga.request(10), await saga.request(10)];
  await saga.reaches(confirmed!, 'CONFIRMED');
  await saga.reaches(waiting!, 'ASSIGNING');
  await saga.cancel(confirmed!);
  await saga.reaches(confirmed!, 'CANCELLED');
  await saga.reaches(waiting!, 'CONFIRMED');
  expect((await saga.reschedule(waiting!, { daysAhead: 20 })).userErrors).toEqual([]);
  await until('the customer to be told of the new day', async () => {
    const told = await saga.sql.notifier`select from deliveries where template = 'CALL_RESCHEDULED'`;
    return told.length > 0 || undefined;
  });

  const leaver = await saga.newCustomer('+821029384757');
  await saga.sendQuote(await saga.requestQuote(leaver, 'mapo'), '01029384757');
  const team = await saga.registerMover('01020000002', { moveTypes: ['HALF_PACKING'] });
  await saga.joinCompany(team, companyId);
  const agreed = await saga.requestQuote(leaver, 'mapo', { moveType: 'HALF_PACKING' });
  const contracted = await saga.accept(agreed, leaver);
  await saga.reaches(contracted, 'CONFIRMED');
  await until('the contract to be told of', async () => {
    const told = await saga.sql.notifier`select from deliveries where template = 'CONTRACT_MADE'`;
    return told.length > 0 || undefined;
  });
  await saga.cancel(contracted, { by: leaver });
  const cancelled = await saga.request(11, { by: leaver });
  await saga.cancel(cancelled!, { by: leaver });
  expect(await saga.deleteMyData(leaver)).toBe(true);
  await until('the order of the cancelled call to be erased', async () => {
    const erased = await saga.sql.assign`select from inbox where type = 'OrderErased'`;
    return erased.length > 0 || undefined;
  });

  await saga.askTeamsOf(companyId);
  const another = await saga.newCustomer('+821029384758');
  const offered = await saga.accept(
    await saga.requestQuote(another, 'mapo', { moveType: 'HALF_PACKING' }),
    another,
  );
  await until('the call to wait for an answer, and the team to be told', async () => {
    const [call] = await saga.sql
      .call`select from calls where id = ${offered} and waiting_reason = 'OFFERED'`;
    const [order] = await saga.sql
      .manage`select from orders where call_id = ${offered} and status = 'WAITING'`;
    const [told] = await saga.sql.notifier`select from deliveries where template = 'OFFER_MADE'`;
    return (call && order && told) || undefined;
  });

  const types = new Set<string>();
  for (const name of streamNames) {
    const stream = streamOf(saga.prefix, name);
    expect((await streamState(saga.redis, stream)).last).not.toBe('0-0');
    for (const { payload } of toEntries(stream, await saga.redis.xrange(stream, '-', '+'))) {
      const event = JSON.parse(payload) as { type: string };
      expect(problemsOf(event), payload).toBeNull();
      // movecall.AssignmentCompleted.v3
      types.add(event.type.split('.')[1] ?? '');
    }
  }
  // What this test does not do.
  expect(publishedEvents.map(({ shape }) => shape.type.value).filter((type) => !types.has(type))).toEqual([
    'RescheduleWithdrawn',
    'TeamDeparted',
    'TeamArrived',
    'MoverAvailabilityChanged',
    'CallWithdrawn',
    'TeamLostAlertRequested',
    'JobsAtRiskAlertRequested',
    'SessionsEnded',
  ]);
});
