import type { EventEnvelope } from '@movecall/eventlog';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contractMade, statusChanged, statusData } from './facts.ts';
import { applySilently, createWorld, type Customer, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const apply = (...events: readonly EventEnvelope[]): Promise<void> => applySilently(world, events);

const telOf = ({ national }: Customer): string => `+82${national.slice(1)}`;
const changed = (customer: Customer, version: number, status: 'REQUESTED' | 'CONFIRMED' | 'CANCELLED') =>
  statusChanged(statusData(world.sealer.seal, { version, status }, telOf(customer)), customer.id);
const contract = (customer: Customer, version = 1) =>
  contractMade(world.sealer.seal, customer.id, version, telOf(customer));
const erasure = ({ id }: Customer): EventEnvelope => ({
  ...changed(world.newCustomer(), 9, 'CANCELLED'),
  correlationId: id,
  type: 'CallErased',
  data: {},
});

const statusesOf = async (customer: Customer) =>
  (await customer.rows()).map(({ template, version, status }) => [template, version, status]);
const wordsOf = ({ id }: Customer) =>
  world.sql`select distinct recipient, variables from deliveries where correlation_id = ${id}`;
const nothing = { recipient: null, variables: {} };

it('a customer gets one message for each version of a contract, and the call is told what became of it', async () => {
  const customer = world.newCustomer();
  await apply(changed(customer, 1, 'REQUESTED'), changed(customer, 2, 'CONFIRMED'));
  const first = contract(customer);
  await apply(first);
  await apply(first);
  await apply(contract(customer, 2));
  const notifier = await world.startNotifier();
  await customer.settled(4);
  const contracts = (await customer.messages()).filter(({ templateId }) => templateId === 'CONTRACT_MADE');
  expect(contracts).toHaveLength(2);
  expect(contracts[0]?.text).toContain('이사업체: 한길이사\n계약금액: 1,770,000원');
  expect(contracts[0]?.buttons).toEqual([
    { name: '계약서 보기', url: `http://movecall.example/calls/${customer.id}/contract` },
  ]);
  const told = (await customer.alerts()).map(({ data }) => [data.template, data.outcome]);
  expect(told.filter(([template]) => template === 'CONTRACT_MADE')).toHaveLength(2);
  // The other tests look at what is recorded before it is sent.
  await notifier.close();
});

it('a cancel withdraws a contract that was not sent, whichever of the two is heard of first, also in one batch', async () => {
  const [before, after, together] = [world.newCustomer(), world.newCustomer(), world.newCustomer()];
  await apply(contract(before));
  await apply(changed(before, 3, 'CANCELLED'));
  await apply(changed(after, 3, 'CANCELLED'));
  await apply(contract(after), contract(after, 2));
  await apply(changed(together, 3, 'CANCELLED'), contract(together));
  expect(await statusesOf(before)).toEqual([
    ['CONTRACT_MADE', 1, 'SUPERSEDED'],
    ['CALL_CANCELLED', 3, 'PENDING'],
  ]);
  expect(await statusesOf(after)).toEqual([
    ['CONTRACT_MADE', 1, 'SUPERSEDED'],
    ['CONTRACT_MADE', 2, 'SUPERSEDED'],
    ['CALL_CANCELLED', 3, 'PENDING'],
  ]);
  expect(await statusesOf(together)).toEqual([
    ['CONTRACT_MADE', 1, 'SUPERSEDED'],
    ['CALL_CANCELLED', 3, 'PENDING'],
  ]);
});

it('of a cancel and a contract that are applied at the same instant, the second one sees the first', async () => {
  for (let round = 0; round < 10; round += 1) {
    const customer = world.newCustomer();
    await Promise.all([apply(contract(customer)), apply(changed(customer, 3, 'CANCELLED'))]);
    expect(await statusesOf(customer)).toEqual([
      ['CONTRACT_MADE', 1, 'SUPERSEDED'],
      ['CALL_CANCELLED', 3, 'PENDING'],
    ]);
  }
});

it('of an erased call nothing is kept of the message, whichever is heard of first, also in one batch', async () => {
  const [before, after, together] = [world.newCustomer(), world.newCustomer(), world.newCustomer()];
  await apply(contract(before));
  await apply(erasure(before));
  await apply(changed(after, 1, 'REQUESTED'), erasure(after));
  await apply(contract(after));
  await apply(changed(together, 1, 'REQUESTED'), erasure(together), contract(together));
  for (const customer of [before, after, together]) {
    expect((await statusesOf(customer)).map(([, , status]) => status)).not.toContain('PENDING');
    expect(await wordsOf(customer)).toEqual([nothing]);
  }
});
