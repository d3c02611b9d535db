import { checkInvariants } from '@movecall/ops/invariants/check';
import { type Producer, producers } from '@movecall/schema/streams';
import { until } from '@movecall/service/until';
import { startSaga, type Saga } from '@movecall/testkit/saga';
import { afterEach, beforeEach, expect, test } from 'vitest';

const TEL = '+821029384756';
const ADDRESS = '서울 마포구 월드컵로 12길 34';
const OTHER_ADDRESS = '경기 수원시 영통구 광교로 156';

let saga: Saga;
beforeEach(async () => {
  saga = await startSaga();
  await saga.registerMover('01020000001');
});
afterEach(() => saga.close());

/** All rows of all tables of a service as text. An outbox keeps events for a week, and what they say about people sealed. */
async function dumped(service: Producer): Promise<string> {
  const sql = saga.sql[service];
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('outbox', 'message_outbox')`;
  const rows = await Promise.all(tables.map(({ name }) => sql`select * from ${sql(name)}`));
  return JSON.stringify(rows);
}

const dumpedAll = async (): Promise<string> => (await Promise.all(producers.map(dumped))).join('\n');

test('a person who deletes their data leaves no phone and no address in any service, and no invariant is violated', async () => {
  const customer = await saga.newCustomer(TEL);
  const id = await saga.request(10, { by: customer, address: ADDRESS });
  await saga.reaches(id!, 'CONFIRMED');
  expect(await saga.deleteMyData(customer)).toBe(false);
  await saga.cancel(id!, { by: customer });
  // Of a quote without a call no event about a call tells.
  await saga.sendQuote(await saga.requestQuote(customer, OTHER_ADDRESS), TEL);
  const before = await dumpedAll();
  for (const secret of [TEL.slice(4), ADDRESS, OTHER_ADDRESS]) expect(before).toContain(secret);

  expect(await saga.deleteMyData(customer)).toBe(true);
  await until('no address to be left', async () => {
    const left = await dumpedAll();
    return (!left.includes(ADDRESS) && !left.includes(OTHER_ADDRESS)) || undefined;
  });
  expect(await checkInvariants(saga.subject)).toEqual([]);
  const after = await dumpedAll();
  expect(after).not.toContain(TEL.slice(4));
  const [deliveries] = await saga.sql.notifier<{ kept: number; erased: number }[]>`
    select count(recipient)::int as kept, (count(*) filter (where variables = '{}'))::int as erased
    from deliveries where template <> 'LOGIN_CODE'`;
  // Three messages about the call to its customer, two to its team, and the quote.
  expect(deliveries).toEqual({ kept: 0, erased: 6 });
});

test('the message with a contract loses phone and words with its call; the contract itself is kept, its phone sealed', async () => {
  const companyId = await saga.registerCompany();
  await saga.registerMover('01020000002', { companyId, moveTypes: ['HALF_PACKING'] });
  const customer = await saga.newCustomer(TEL);
  const quote = await saga.requestQuote(customer, ADDRESS, { moveType: 'HALF_PACKING' });
  const id = await saga.accept(quote, customer);
  const contractMessage = () => saga.sql.notifier<
    { status: string; recipient: string | null; variables: object }[]
  >`
    select status, recipient, variables from deliveries where correlation_id = ${id} and template = 'CONTRACT_MADE'`;
  await until('the contract to have reached the phone', async () => {
    const [message] = await contractMessage();
    return message?.status === 'DELIVERED' || undefined;
  });
  await saga.cancel(id, { by: customer });
  expect(await saga.deleteMyData(customer)).toBe(true);
  expect(await checkInvariants(saga.subject)).toEqual([]);
  expect(await contractMessage()).toEqual([{ status: 'DELIVERED', recipient: null, variables: {} }]);
  const dump = await dumped('manage');
  expect(dump).toContain(ADDRESS);
  expect(dump).not.toContain(TEL.slice(4));
});
