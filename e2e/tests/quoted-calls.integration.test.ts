import { checkInvariants } from '@movecall/ops/invariants/check';
import { until } from '@movecall/service/until';
import { type Saga, startSaga } from '@movecall/testkit/saga';
import { afterEach, beforeEach, expect, test } from 'vitest';

let saga: Saga;
beforeEach(async () => {
  saga = await startSaga({ instances: ['1', '2'] });
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
