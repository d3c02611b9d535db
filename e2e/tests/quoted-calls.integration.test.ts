import { armFailpoints } from '@movecall/failpoints';
import { checkInvariants } from '@movecall/ops/invariants/check';
import type { Viewer } from '@movecall/identity';
import { until } from '@movecall/service/until';
import { partOfToday } from '@movecall/testkit/amount';
import { type Saga, startSaga } from '@movecall/testkit/saga';
import type { Rescheduled } from '@movecall/testkit/saga-quotes';
import { addDays, seoulDay } from '@movecall/values/days';
import { afterEach, beforeEach, expect, test } from 'vitest';

let saga: Saga;
beforeEach(async () => {
  // A reschedule whose process dies is withdrawn soon.
  saga = await startSaga({
    instances: ['1', '2'],
    env: { RESCHEDULE_DEADLINE_MS: '1500', RESCHEDULE_SWEEP_EVERY_MS: '50' },
  });
});
afterEach(() => saga.close());

const callsOf = (ids: readonly string[]) =>
  saga.sql.call<{ id: string; status: string; waiting_reason: string | null }[]>`
    select id, status, waiting_reason from calls where id = any(${[...ids]}::uuid[])`;

/** Waits until no call is on its way any more. */
const ended = (ids: readonly string[]) =>
  until('each call to be confirmed or to wait', async () => {
    const calls = await callsOf(ids);
    const isOver = ({ status, waiting_reason: reason }: (typeof calls)[number]): boolean =>
      status === 'CONFIRMED' || (status === 'ASSIGNING' && reason !== null);
    return calls.length === ids.length && calls.every(isOver) ? calls : undefined;
  });

test('two customers accept the last room at once: both accepted, one confirmed, one waits with its reason', async () => {
  await saga.registerMover('01020000001', { companyId: await saga.registerCompany() });
  const customers = [await saga.newCustomer('+821029384751'), await saga.newCustomer('+821029384752')];
  const quotes = await Promise.all(customers.map((customer) => saga.requestQuote(customer, 'mapo')));
  const ids = await Promise.all(quotes.map((quote, nth) => saga.accept(quote, customers[nth])));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);

  const calls = await ended(ids);
  expect(Object.fromEntries(calls.map(({ status, waiting_reason: reason }) => [status, reason]))).toEqual({
    ASSIGNING: 'NO_MOVER_FREE',
    CONFIRMED: null,
  });
  expect(await checkInvariants(saga.subject)).toEqual([]);
  const told = await saga.sql.notifier<{ id: string }[]>`
    select correlation_id as id from deliveries where template = 'CONTRACT_MADE'`;
  expect(told).toEqual(calls.filter(({ status }) => status === 'CONFIRMED').map(({ id }) => ({ id })));
});

test('one customer accepts one quote twice at once: one call', async () => {
  const customer = await saga.newCustomer('+821029384751');
  const quote = await saga.requestQuote(customer, 'mapo');
  const answers = await Promise.all([saga.accept(quote, customer), saga.accept(quote, customer)]);
  const [id, ...others] = answers.filter((answer) => answer.length === 36);
  expect(others).toEqual([]);
  // Until call has the call of the one that was first, it cannot tell the quote from one that is about to be free again.
  expect(['QUOTE_IN_USE', 'TRY_AGAIN_LATER']).toContain(answers.find((answer) => answer !== id));
  await ended([id ?? '']);
  expect(await checkInvariants(saga.subject)).toEqual([]);
});

const dayAhead = (days: number) => addDays(seoulDay(new Date()), days);

/** The day and slot of a call, as call tells them. */
const timeOf = async (id: string) => {
  const [row] = await saga.sql.call<{ time: string }[]>`
    select moving_on - (now() at time zone 'Asia/Seoul')::date || ' ' || slot as time from calls where id = ${id}`;
  return row?.time;
};
/** How the attempt to move a call to a day is settled. */
const settledTo = (day: string) =>
  until(`the attempt for ${day} to be settled`, async () => {
    const [attempt] = await saga.sql.manage<{ status: string }[]>`
      select status from reschedules where to_day = ${day} and status <> 'PENDING'`;
    return attempt?.status;
  });
const codes = (answer: Rescheduled): string => answer.userErrors.map(({ code }) => code).join();

test('a call is moved with its quote, contract and bill, once its new price is agreed to, and its customer is told once', async () => {
  await saga.registerMover('01020000001', { companyId: await saga.registerCompany() });
  const customer = await saga.newCustomer('+821029384751');
  const id = await saga.accept(await saga.requestQuote(customer, 'mapo'), customer);
  await saga.reaches(id, 'CONFIRMED');
  const stranger = await saga.newCustomer('+821029384752');
  expect(codes(await saga.reschedule(id, { daysAhead: 12 }, stranger))).toBe('NOT_FOUND');
  expect(codes(await saga.reschedule(id, { daysAhead: -1 }, customer))).toBe('INVALID_DATE');
  expect(codes(await saga.reschedule(id, { daysAhead: 400 }, customer))).toBe('INVALID_DATE');
  expect(await saga.reschedule(id, { daysAhead: 10 }, customer)).toMatchObject({
    quote: { version: 1 },
    userErrors: [],
  });

  // Of two weeks, some day costs something else than the tenth one.
  const offers = await Promise.all(
    Array.from({ length: 14 }, async (_, nth) => {
      const quote = await saga.requestQuote(customer, 'mapo', { daysAhead: 11 + nth });
      return { daysAhead: 11 + nth, total: quote.total };
    }),
  );
  const [before] = await saga.sql.manage<{ cost: number }[]>`select cost from orders where call_id = ${id}`;
  const dearer = offers.find(({ total }) => total !== before?.cost);
  if (!dearer) throw new Error('all days of two weeks cost the same');
  const { daysAhead, total } = dearer;
  const asked = await saga.reschedule(id, { daysAhead }, customer);
  expect(codes(asked)).toBe('PRICE_CHANGED');
  expect(asked).toMatchObject({ moveCall: null, quote: { version: 2, total } });
  const { count } = await saga.sql.manage`select from reschedules`;
  expect(count).toBe(0);

  const moved = await saga.reschedule(id, { daysAhead, slot: 'MORNING', agreedTotal: total }, customer);
  expect(moved).toMatchObject({ moveCall: { slot: 'MORNING', cost: total }, userErrors: [] });
  await until(
    'call to have the new day',
    async () => (await timeOf(id)) === `${daysAhead} MORNING` || undefined,
  );
  expect(await checkInvariants(saga.subject)).toEqual([]);
  const bill = await saga.sql.manage`
    select sum(amount)::int as due from ledger_entries where call_id = ${id}`;
  expect(bill).toEqual([{ due: total }]);
  const told = await saga.sql.notifier`
    select template, count(*)::int from deliveries where correlation_id = ${id} group by 1 order by 1`;
  expect(told).toEqual([
    { template: 'CALL_ACCEPTED', count: 1 },
    { template: 'CALL_RESCHEDULED', count: 1 },
    { template: 'CONTRACT_MADE', count: 2 },
    { template: 'JOB_ASSIGNED', count: 1 },
    { template: 'JOB_RESCHEDULED', count: 1 },
    { template: 'MOVER_CONFIRMED', count: 1 },
  ]);
});

/** Who has had a call, and why not any more. */
const teamsOf = (id: string) => saga.sql.assign<{ team: string; cause: string; reason: string }[]>`
  select mover_id as team, released_cause as cause, released_reason as reason from assignments
  where call_id = ${id} order by assigned_at`;

test('an operator gives a call to another team on another day: one answer, one message, and the history tells why', async () => {
  const companyId = await saga.registerCompany();
  const team = await saga.registerMover('01020000001', { companyId });
  const customer = await saga.newCustomer('+821029384751');
  const id = await saga.accept(await saga.requestQuote(customer, 'mapo'), customer);
  await saga.reaches(id, 'CONFIRMED');
  const other = await saga.registerMover('01020000002', { companyId });
  const outsider = await saga.registerMover('01020000003');
  const asked = { moverId: other, daysAhead: 12, slot: 'MORNING' } as const;
  const quote = await saga.requestQuote(customer, 'mapo', { daysAhead: 12 });
  const agreed = { ...asked, agreedTotal: quote.total };
  await expect(saga.reassign(id, agreed, customer)).rejects.toThrow('FORBIDDEN');
  expect(codes(await saga.reassign(id, { ...agreed, reason: ' ' }))).toBe('INVALID_REASON');
  expect(codes(await saga.reassign(id, { ...agreed, daysAhead: -1 }))).toBe('INVALID_DATE');
  expect(codes(await saga.reassign(id, { ...agreed, moverId: 'nobody' }))).toBe('UNKNOWN_MOVER');
  expect(codes(await saga.reassign(id, { ...agreed, moverId: outsider }))).toBe('NOT_INSURED');
  expect(codes(await saga.reassign(id, { ...agreed, assignmentId: other }))).toBe('ASSIGNMENT_CHANGED');
  const [first] = await saga.sql.manage<{ cost: number }[]>`select cost from orders where call_id = ${id}`;
  if (first?.cost !== quote.total) expect(codes(await saga.reassign(id, asked))).toBe('PRICE_CHANGED');
  expect(await timeOf(id)).toBe('10 ALL_DAY');

  const [held] = await saga.sql.assign<{ id: string }[]>`select id from assignments where call_id = ${id}`;
  expect(
    await saga.reassign(id, { ...agreed, assignmentId: held?.id ?? '', reason: '고객 요청' }),
  ).toMatchObject({
    moveCall: { slot: 'MORNING', cost: quote.total },
    quote: { version: 2 },
    userErrors: [],
  });
  await until('call to have the new day', async () => (await timeOf(id)) === '12 MORNING' || undefined);
  // The same day with the first team again: a matter of assign's alone.
  expect(codes(await saga.reassign(id, { moverId: team }))).toBe('');
  await until('the order to have its team', async () => {
    const { count } = await saga.sql.manage`select from orders where call_id = ${id} and mover_id = ${team}`;
    return count === 1 || undefined;
  });
  expect(await teamsOf(id)).toEqual([
    { team, cause: 'REASSIGNED', reason: '고객 요청' },
    { team: other, cause: 'REASSIGNED', reason: '운영자 판단' },
    { team, cause: null, reason: null },
  ]);
  const { count: kept } = await saga.sql.assign`select from holds where reason is not null`;
  expect(kept).toBe(0);
  expect(await checkInvariants(saga.subject)).toEqual([]);
  const told = await saga.sql.notifier`
    select template, count(*)::int from deliveries where correlation_id = ${id} group by 1 order by 1`;
  expect(told).toMatchObject([
    { template: 'CALL_ACCEPTED', count: 1 },
    { template: 'CALL_RESCHEDULED', count: 1 },
    { template: 'CONTRACT_MADE' },
    { template: 'JOB_ASSIGNED', count: 3 },
    { template: 'JOB_RELEASED', count: 2 },
    { template: 'MOVER_CONFIRMED', count: 2 },
  ]);
});

type Asked = Parameters<Saga['reschedule']>[1];
const ways = [
  ['a reschedule', (id: string, asked: Asked, by: Viewer) => saga.reschedule(id, asked, by)],
  [
    'a reassignment to another day',
    async (id: string, asked: Asked) => {
      const [other] = await saga.sql.assign<{ id: string }[]>`select id from movers
        where id not in (select mover_id from assignments where call_id = ${id} and status = 'ACTIVE')`;
      return saga.reassign(id, { ...asked, moverId: other?.id ?? '' });
    },
  ],
] as const;

test.each(ways)(
  'whatever step of %s fails or never ends, the call is where it was or where it goes to, in all services',
  async (_what, move) => {
    const companyId = await saga.registerCompany();
    await saga.registerMover('01020000001', { companyId });
    await saga.registerMover('01020000002', { companyId });
    const customer = await saga.newCustomer('+821029384751');
    const id = await saga.accept(await saga.requestQuote(customer, 'mapo'), customer);
    await saga.reaches(id, 'CONFIRMED');
    const steps = [
      'manage.reschedule-begun',
      'assign.time-held',
      'assign.hold-committed',
      'manage.time-held',
      'manage.reschedule-made',
      'manage.reschedule-committed',
    ];
    const cases = steps.flatMap((step) => (['error', 'hang'] as const).map((action) => ({ step, action })));
    let daysAhead = 10;
    for (const { step, action } of partOfToday(cases, 3)) {
      daysAhead += 1;
      const { total } = await saga.requestQuote(customer, 'mapo', { daysAhead });
      armFailpoints(`${step}=${action}`);
      const before = await timeOf(id);
      // A request that hangs is never answered; its attempt is withdrawn.
      move(id, { daysAhead, agreedTotal: total }, customer).catch(() => undefined);
      const status = await settledTo(dayAhead(daysAhead));
      const after = status === 'COMMITTED' ? `${daysAhead} ALL_DAY` : before;
      await until(`the call to be ${after}`, async () => (await timeOf(id)) === after || undefined);
      expect(await checkInvariants(saga.subject), `${step} ${action}`).toEqual([]);
    }
    armFailpoints('');
  },
);

test('of a cancel and a reschedule at once the cancel wins, and nothing is held', async () => {
  await saga.registerMover('01020000001', { companyId: await saga.registerCompany() });
  const customer = await saga.newCustomer('+821029384751');
  for (let daysAhead = 20; daysAhead < 26; daysAhead += 1) {
    const id = await saga.accept(await saga.requestQuote(customer, 'mapo', { daysAhead }), customer);
    await saga.reaches(id, 'CONFIRMED');
    const { total } = await saga.requestQuote(customer, 'mapo', { daysAhead: daysAhead + 10 });
    await Promise.all([
      saga.reschedule(id, { daysAhead: daysAhead + 10, agreedTotal: total }, customer),
      saga.cancel(id, { by: customer }),
    ]);
    await saga.reaches(id, 'CANCELLED');
  }
  expect(await checkInvariants(saga.subject)).toEqual([]);
  const booked = await saga.sql.assign`select from bookings`;
  expect(booked.count).toBe(0);
});
