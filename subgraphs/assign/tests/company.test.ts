import { specificationOf } from '@movecall/testkit/decider-specification';
import { expect, test } from 'vitest';
import { type Company, companyDecider, type CompanyState } from '../src/company/company.ts';
import { companyEventsOf, publishedCompany } from '../src/company/company-events.ts';
import { type CompanyInput, parseCompany } from '../src/company/company-input.ts';
import { sealer } from './assignment-stories.ts';
import { companyInput, companyDetails, NOW } from './fixtures.ts';

const details = companyDetails();
const company: Company = { id: 'c', ...details, dispatchMode: 'AUTO' };
const none: CompanyState = { company: null, taken: new Set(), insuredJobs: [] };
const given = (state: CompanyState) => specificationOf(companyDecider, state);
const register = { type: 'register', id: 'c', details } as const;
const update = {
  type: 'update',
  id: 'c',
  details: { ...details, phone: '15881234' as Company['phone'] },
} as const;

test('a company is registered with all its details', () => {
  expect(given(none)().when(register)).toEqual({ facts: [{ type: 'Registered', company }] });
});

test('a registration number that another company has is refused', () => {
  const taken = new Set([details.registrationNumber]);
  expect(given({ ...none, taken })().when(register)).toEqual({ refusal: 'COMPANY_ALREADY_REGISTERED' });
  expect(given({ ...none, company, taken })().when(update)).toEqual({
    refusal: 'COMPANY_ALREADY_REGISTERED',
  });
});

test('an update of a company that there is changes it; the same again changes nothing', () => {
  const updated = { ...company, phone: update.details.phone };
  expect(given({ ...none, company })().when(update)).toEqual({
    facts: [{ type: 'Updated', company: updated, uninsuredDays: [] }],
  });
  expect(given({ ...none, company: updated })().when(update)).toEqual({ facts: [] });
  expect(given(none)().when(update)).toEqual({ refusal: 'NOT_FOUND' });
});

test('a shorter insurance names the jobs that it covers no more, and no others', () => {
  const insuredJobs = ['2027-01-10', '2027-03-01', '2028-02-01'];
  const shorter = { ...update, details: { ...details, insuredUntil: '2027-01-10' } };
  const decision = given({ ...none, company, insuredJobs })().when(shorter);
  expect(decision).toMatchObject({ facts: [{ type: 'Updated', uninsuredDays: ['2027-03-01'] }] });
  const [fact] = 'facts' in decision ? decision.facts : [];
  expect(fact && companyEventsOf(fact, sealer)).toMatchObject([
    { type: 'CompanyUpdated', data: { jobsAtRisk: { jobs: 1, firstOn: '2027-03-01' } } },
  ]);
});

test('an event about a company holds what an operator typed sealed only', () => {
  const { id, registrationNumber, insuredUntil, ...sealed } = publishedCompany(company, sealer);
  expect({ id, registrationNumber, insuredUntil }).toEqual({
    id: 'c',
    registrationNumber: company.registrationNumber,
    insuredUntil: company.insuredUntil,
  });
  const unsealed = Object.entries(sealed).map(([field, text]) => [
    field,
    sealer.unseal(typeof text === 'string' ? text : text.sealed),
  ]);
  const { name, representative, permitNumber, phone, address } = company;
  expect(Object.fromEntries(unsealed)).toEqual({ name, representative, permitNumber, phone, address });
});

const bad: readonly [string, Partial<CompanyInput>, string][] = [
  ['an empty name', { name: ' ' }, 'INVALID_NAME'],
  ['a name of 51 characters', { name: '가'.repeat(51) }, 'INVALID_NAME'],
  ['a name of two lines', { name: 'a\nb' }, 'INVALID_NAME'],
  ['no representative', { representative: '\u200b' }, 'INVALID_REPRESENTATIVE'],
  ['a wrong check digit', { registrationNumber: '120-81-47522' }, 'INVALID_REGISTRATION_NUMBER'],
  ['no permit', { permitNumber: '' }, 'INVALID_PERMIT_NUMBER'],
  ['an insurance that ended yesterday', { insuredUntil: '2026-11-21' }, 'INVALID_INSURED_UNTIL'],
  ['an insurance for eleven years', { insuredUntil: '2037-11-22' }, 'INVALID_INSURED_UNTIL'],
  ['a day that does not exist', { insuredUntil: '2027-02-30' }, 'INVALID_INSURED_UNTIL'],
  ['a phone that is none', { phone: '119' }, 'INVALID_PHONE'],
  ['an address of 201 characters', { address: '가'.repeat(201) }, 'INVALID_ADDRESS'],
];
test.each(bad)('a company with %s is refused beside its field', (_what, changes, code) => {
  const parsed = parseCompany({ ...companyInput, ...changes }, NOW);
  const [field] = Object.keys(changes);
  expect('problems' in parsed && parsed.problems).toMatchObject([{ code, field: ['input', field] }]);
});

test('all problems of a company are told together, in the order of its fields', () => {
  const empty = Object.fromEntries(Object.keys(companyInput).map((field) => [field, ''])) as CompanyInput;
  const parsed = parseCompany(empty, NOW);
  expect('problems' in parsed && parsed.problems.map(({ field }) => field[1])).toEqual(
    Object.keys(companyInput),
  );
});

test('an insurance that ends today is still one', () => {
  expect(parseCompany({ ...companyInput, insuredUntil: '2026-11-22' }, NOW)).toHaveProperty('details');
});
