import type { Replica } from '@movecall/testkit/service-harness';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aRegistration, aRequest, companyInput } from './fixtures.ts';
import { type AssignHarness, asMover, createAssign, customer, operator, typesOf } from './harness.ts';

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
  '101-81-00001',
  '102-81-00004',
  '103-81-00012',
  '106-81-00025',
  '107-81-00033',
  '108-81-00040',
];
/** A company whose registration number no other test has. */
const aCompany = () => ({ ...companyInput, registrationNumber: numbers.shift() ?? '' });
const countCompanies = async () => (await assign.sql`select from companies`).length;

async function registered(input = aCompany()): Promise<{ readonly id: string; readonly name: string }> {
  const { data } = await ask(operator, REGISTER, { input });
  expect(data.registerCompany.userErrors).toEqual([]);
  return data.registerCompany.company;
}

const UPDATE_MOVER = `mutation ($id: ID!, $input: UpdateMoverInput!) {
  updateMover(id: $id, input: $input) { mover { id company { ${FIELDS} } } userErrors { code field } }
}`;

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

test('companies are listed by name, to operators alone', async () => {
  for (const name of ['나래이사', '가람이사', '다온이사']) await registered({ ...aCompany(), name });
  const LIST = 'query ($first: Int) { companies(first: $first) { name } }';
  const { data } = await ask(operator, LIST);
  const names = data.companies.map(({ name }: { name: string }) => name);
  expect(names).toEqual(names.toSorted());
  expect(names).toEqual(expect.arrayContaining(['가람이사', '나래이사', '다온이사']));
  expect((await ask(operator, LIST, { first: 1 })).data.companies).toEqual([{ name: names[0] }]);
  for (const first of [0, 101])
    expect(await ask(operator, LIST, { first })).toMatchObject({ codes: ['BAD_USER_INPUT'] });
  expect(await ask(customer(randomUUID()), LIST)).toMatchObject({ codes: ['FORBIDDEN'] });
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

  test('gets another one, or none; what is absent stays, and each change is told once', async () => {
    const [one, other] = [await registered(), await registered()];
    const { data } = await ask(operator, REGISTER_MOVER, aMoverOf(null));
    const { id } = data.registerMover.mover;
    const update = async (input: object) =>
      (await ask(operator, UPDATE_MOVER, { id, input })).data.updateMover;
    expect(await update({ companyId: one.id.toUpperCase() })).toEqual({
      mover: { id, company: one },
      userErrors: [],
    });
    expect((await update({ companyId: one.id })).mover.company).toEqual(one);
    expect((await update({})).mover.company).toEqual(one);
    expect((await update({ companyId: other.id })).mover.company).toEqual(other);
    expect((await update({ companyId: null })).mover.company).toBeNull();
    const told = (await assign.outbox('MoverUpdated')).filter(({ correlationId }) => correlationId === id);
    expect(told.map((event) => event.data)).toEqual(
      [one.id, other.id, null].map((companyId) => ({
        moverId: id,
        members: [],
        companyId,
        moveTypes: ['FULL_PACKING', 'HALF_PACKING', 'STANDARD'],
        available: true,
        // 마포구, and the radius that is usual.
        coverage: { latitude: 37.5663, longitude: 126.9019, reachMeters: 30_000, sigungu: null, tons: null },
      })),
    );
  });

  test('keeps it when the new one is unknown; an unknown mover is refused, and others than operators', async () => {
    const company = await registered();
    const { data } = await ask(operator, REGISTER_MOVER, aMoverOf(company.id));
    const { id } = data.registerMover.mover;
    const update = (mover: string, companyId: string | null, viewer = operator) =>
      ask(viewer, UPDATE_MOVER, { id: mover, input: { companyId } });
    for (const unknown of [randomUUID(), 'x', ''])
      expect((await update(id, unknown)).data.updateMover).toEqual({
        mover: null,
        userErrors: [{ code: 'UNKNOWN_COMPANY', field: ['input', 'companyId'] }],
      });
    for (const unknown of [randomUUID(), 'x'])
      expect((await update(unknown, company.id)).data.updateMover).toEqual({
        mover: null,
        userErrors: [{ code: 'NOT_FOUND', field: ['id'] }],
      });
    for (const viewer of [customer(randomUUID()), asMover(id)])
      expect(await update(id, null, viewer)).toMatchObject({ codes: ['FORBIDDEN'] });
    const told = (await assign.outbox('MoverUpdated')).filter(({ correlationId }) => correlationId === id);
    expect(told).toEqual([]);
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
