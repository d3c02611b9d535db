import type { Replica } from '@movecall/testkit/service-harness';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aRegistration, aRequest, companyInput } from './fixtures.ts';
import { type AssignHarness, createAssign, customer, operator, typesOf } from './harness.ts';

let assign: AssignHarness;
let ask: Replica['ask'];
beforeAll(async () => {
  assign = await createAssign();
  ({ ask } = await assign.start());
});
afterAll(async () => {
  await assign.close();
});

const FIELDS = 'id name representative registrationNumber permitNumber insuredUntil';
const REGISTER = `mutation ($input: CompanyInput!) {
  registerCompany(input: $input) { company { ${FIELDS} } userErrors { code message field } }
}`;
const UPDATE = `mutation ($id: ID!, $input: CompanyInput!) {
  updateCompany(id: $id, input: $input) { company { ${FIELDS} } userErrors { code field } }
}`;
const FIND = `query ($number: String!) { company(registrationNumber: $number) { ${FIELDS} } }`;
const REGISTER_MOVER = `mutation ($input: RegisterMoverInput!) {
  registerMover(input: $input) { mover { id company { ${FIELDS} } } userErrors { code field } }
}`;

const numbers = [
  '124-81-00998',
  '220-81-62517',
  '104-81-28518',
  '105-86-00008',
  '113-86-00009',
  '201-85-00008',
];
/** A company whose registration number no other test has. */
const aCompany = () => ({ ...companyInput, registrationNumber: numbers.shift() ?? '' });
const countCompanies = async () => (await assign.sql`select from companies`).length;

async function registered(input = aCompany()): Promise<{ readonly id: string; readonly name: string }> {
  const { data } = await ask(operator, REGISTER, { input });
  expect(data.registerCompany.userErrors).toEqual([]);
  return data.registerCompany.company;
}

const aMoverOf = (companyId: string | null) => ({
  input: { ...aRegistration(), base: { address: '마포' }, companyId },
});

describe('registering a company', () => {
  test('stores it, publishes CompanyRegistered and finds it by its number', async () => {
    const input = aCompany();
    const company = await registered(input);
    const { phone: _phone, address: _address, ...shown } = input;
    expect(company).toEqual({ id: expect.any(String), ...shown });
    expect(await typesOf(assign, company.id)).toEqual(['CompanyRegistered']);
    const { data } = await ask(operator, FIND, { number: input.registrationNumber.replaceAll('-', '') });
    expect(data.company).toEqual(company);
  });

  test('is refused for a number that is registered, and stores nothing', async () => {
    const input = aCompany();
    await registered(input);
    const before = await countCompanies();
    const { data } = await ask(operator, REGISTER, { input: { ...input, name: '다른 이름' } });
    expect(data.registerCompany).toMatchObject({
      company: null,
      userErrors: [{ code: 'COMPANY_ALREADY_REGISTERED', field: ['input', 'registrationNumber'] }],
    });
    expect(await countCompanies()).toBe(before);
  });

  test('of one number at the same time makes one company', async () => {
    const input = aCompany();
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(operator, REGISTER, { input })));
    const made = answers.filter(({ data }) => data.registerCompany.company !== null);
    expect(made).toHaveLength(1);
  });

  test('with bad input tells every field in Korean and stores nothing', async () => {
    const before = await countCompanies();
    const input = { ...companyInput, registrationNumber: '120-81-47522', phone: '119' };
    const { data } = await ask(operator, REGISTER, { input });
    expect(data.registerCompany.company).toBeNull();
    expect(data.registerCompany.userErrors).toEqual([
      {
        code: 'INVALID_REGISTRATION_NUMBER',
        message: expect.stringContaining('사업자등록번호'),
        field: ['input', 'registrationNumber'],
      },
      { code: 'INVALID_PHONE', message: expect.stringContaining('전화번호'), field: ['input', 'phone'] },
    ]);
    expect(await countCompanies()).toBe(before);
  });

  test.each([
    [REGISTER, { input: companyInput }],
    [UPDATE, { id: randomUUID(), input: companyInput }],
    [FIND, { number: companyInput.registrationNumber }],
  ])('and its like are for operators alone', async (operation, variables) => {
    const answer = await ask(customer(randomUUID()), operation, variables);
    expect(answer).toMatchObject({ codes: ['FORBIDDEN'] });
  });
});

test('an update changes a company everywhere and publishes CompanyUpdated; an unknown id is refused', async () => {
  const input = aCompany();
  const { id } = await registered(input);
  const changes = { ...input, representative: '박새봄', insuredUntil: '2028-06-30' };
  const { data } = await ask(operator, UPDATE, { id: id.toUpperCase(), input: changes });
  expect(data.updateCompany).toMatchObject({
    company: { id, representative: '박새봄', insuredUntil: '2028-06-30' },
    userErrors: [],
  });
  expect(await typesOf(assign, id)).toEqual(['CompanyRegistered', 'CompanyUpdated']);
  for (const unknown of [randomUUID(), 'x']) {
    const answer = await ask(operator, UPDATE, { id: unknown, input: changes });
    expect(answer.data.updateCompany.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }]);
  }
});

describe('a mover of a company', () => {
  test('shows the company, and its events name it', async () => {
    const company = await registered();
    const { data } = await ask(operator, REGISTER_MOVER, aMoverOf(company.id));
    const { mover } = data.registerMover;
    expect(mover.company).toEqual(company);
    const [event] = (await assign.outbox('MoverRegistered')).slice(-1);
    expect(event?.data).toMatchObject({
      moverId: mover.id,
      companyId: company.id,
      moveTypes: ['FULL_PACKING', 'HALF_PACKING', 'STANDARD'],
    });
    const found = await ask(operator, `{ movers(first: 1) { nodes { id company { ${FIELDS} } } } }`);
    expect(found.data.movers.nodes).toEqual([{ id: mover.id, company }]);
  });

  test.each([randomUUID(), 'x', ''])('is refused with the id %j, which no company has', async (companyId) => {
    const { data } = await ask(operator, REGISTER_MOVER, aMoverOf(companyId));
    expect(data.registerMover).toEqual({
      mover: null,
      userErrors: [{ code: 'UNKNOWN_COMPANY', field: ['input', 'companyId'] }],
    });
  });

  test('AssignmentCompleted carries the company as it is then; null for a mover without one', async () => {
    const company = await registered();
    await assign.sql`update movers set available = false`;
    await ask(operator, REGISTER_MOVER, aMoverOf(company.id));
    const [first, second] = [aRequest({ moveType: 'STANDARD' }), aRequest({ moveType: 'STANDARD' })];
    await assign.request(first);
    await assign.request(second);
    // It serves the request that waits.
    await ask(operator, REGISTER_MOVER, aMoverOf(null));
    const completed = await assign.outbox('AssignmentCompleted');
    const companyOf = (callId: string): unknown =>
      completed.flatMap(({ correlationId, data }) =>
        correlationId === callId ? [(data as { readonly company: unknown }).company] : [],
      )[0];
    expect(companyOf(first.callId)).toMatchObject({
      id: company.id,
      name: { sealed: expect.any(String) },
      registrationNumber: expect.any(String),
    });
    expect(companyOf(second.callId)).toBeNull();
  });
});
