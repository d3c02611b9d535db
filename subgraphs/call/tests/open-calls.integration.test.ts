import { addDays, seoulDay } from '@movecall/values/days';
import { nationalTel } from '@movecall/values/tel';
import { expect, test } from 'vitest';
import { leftovers, startCall, tryAgain, until } from './harness.ts';
import { latch } from './latch.ts';

const startLimited = () => startCall({ OPEN_CALLS_PER_CUSTOMER: '3', OPEN_CALLS_PER_DAY: '2' });
const dayAfter = (days: number) => ({ movingOn: addDays(seoulDay(new Date()), days) });
const tooMany = (field: readonly string[] | null) => ({
  moveCall: null,
  userErrors: [
    { code: 'TOO_MANY_CALLS', message: expect.stringMatching(/호출/), field, retryAfterSeconds: null },
  ],
});

test('a customer has at most so many open calls, and so many for one day; a refused call leaves nothing', async () => {
  const call = await startLimited();
  const customer = await call.person();
  const first = await call.accepted(customer, { ...dayAfter(1), idempotencyKey: 'first' });
  await call.accepted(customer, dayAfter(1));
  expect(await call.request(customer, dayAfter(1))).toEqual(tooMany(['input', 'movingOn']));
  await call.accepted(customer, dayAfter(2));
  const before = await leftovers(call);
  expect(await call.request(customer, dayAfter(3))).toEqual(tooMany(null));
  expect(await leftovers(call)).toEqual(before);
  expect(call.manage.requests).toHaveLength(3);
  // A repetition asks for no further call.
  expect(await call.request(customer, { ...dayAfter(1), idempotencyKey: 'first' })).toMatchObject({
    moveCall: { id: first },
  });

  await call.cancel(customer, first);
  await call.accepted(customer, dayAfter(1));
  expect(await call.request(customer, dayAfter(3))).toEqual(tooMany(null));
  await call.accepted(await call.person(), dayAfter(1));
});

test('calls whose day is over, and attempts that were withdrawn, count in neither limit', async () => {
  const call = await startLimited();
  const customer = await call.person();
  call.manage.behave({ answer: 'OVERLOADED', retryAfterSeconds: 2 });
  for (let count = 0; count < 5; count += 1)
    expect(await call.request(customer, dayAfter(1))).toMatchObject(tryAgain);
  call.manage.behave({ answer: 'ACCEPTED' });
  const ids = [
    await call.accepted(customer),
    await call.accepted(customer),
    await call.accepted(customer, dayAfter(1)),
  ];
  await call.sql`update calls set moving_on = current_date - 3 where id = any(${ids})`;
  await call.accepted(customer);
});

test('an operator may call for a customer beyond the limits', async () => {
  const call = await startLimited();
  const [customer, operator] = [await call.person(), await call.person('OPERATOR')];
  const forCustomer = { tel: nationalTel(customer.tel), ...dayAfter(1) };
  for (let count = 0; count < 4; count += 1) await call.accepted(operator, forCustomer);
  expect(await call.request(customer, dayAfter(2))).toEqual(tooMany(null));
});

test('of calls at the same time no more are accepted than the limit allows, and the others are withdrawn', async () => {
  const call = await startLimited();
  const customer = await call.person();
  // Manage answers once all of them have arrived: none was refused before, as none was open.
  const all = latch();
  call.manage.behave({ answer: 'ACCEPTED', after: all.opened });
  const requests = Array.from({ length: 8 }, () => call.request(customer, dayAfter(1)));
  await until(() => expect(call.manage.requests).toHaveLength(8));
  all.open();
  const answers = await Promise.all(requests);
  expect(answers.filter(({ moveCall }) => moveCall)).toHaveLength(2);
  expect(answers.filter(({ moveCall }) => !moveCall)).toEqual(Array(6).fill(tooMany(['input', 'movingOn'])));
  const { calls, attempts, events } = await leftovers(call);
  expect(calls).toBe(2);
  expect(attempts.toSorted()).toEqual(['ACCEPTED', 'ACCEPTED', ...Array(6).fill('VOID')]);
  expect(events.filter((type) => type === 'CallWithdrawn')).toHaveLength(6);
});

test('an attempt under way does not keep another one from being accepted', async () => {
  const call = await startLimited();
  const customer = await call.person();
  const slow = latch();
  call.manage.behave({ answer: 'ACCEPTED', after: slow.opened });
  const underWay = [call.request(customer, dayAfter(1)), call.request(customer, dayAfter(1))];
  await until(() => expect(call.manage.requests).toHaveLength(2));
  call.manage.behave({ answer: 'ACCEPTED' });
  await call.accepted(customer, dayAfter(1));
  slow.open();
  const answers = await Promise.all(underWay);
  expect(answers.filter(({ moveCall }) => moveCall)).toHaveLength(1);
});
