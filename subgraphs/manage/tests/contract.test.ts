import { specificationOf } from '@movecall/testkit/decider-specification';
import { expect, test } from 'vitest';
import type { Company } from '../src/company/company.ts';
import {
  type Agreement,
  type ContractCommand,
  contractDecider,
  type ContractFact,
  initialContract,
} from '../src/contract/contract.ts';
import { storedQuote } from './quote/fixtures.ts';

const given = specificationOf(contractDecider, initialContract);

const agreement: Agreement = {
  ownerId: 'owner',
  ownerTel: 'k1.aa.bb',
  quote: storedQuote,
  items: null,
  consentedAt: new Date('2026-12-01T03:00:00Z'),
  consentedBy: 'CUSTOMER',
};
const company: Company = {
  id: 'c1',
  name: '한길이사',
  representative: '김한길',
  registrationNumber: '123-45-67891',
  permitNumber: '제2020-서울-0001호',
  insuredUntil: '2027-12-31',
  phone: '02-123-4567',
  address: '서울 마포구 월드컵로 1',
};
const other: Company = { ...company, id: 'c2', name: '바른이사' };
const assign = (to: Company): ContractCommand => ({ type: 'assign', company: to });

const Made: ContractFact = { type: 'Made', agreement };
const completed = (version: number, by: Company): ContractFact => ({
  type: 'Completed',
  version,
  agreement,
  company: by,
});
const Erased: ContractFact = { type: 'Erased' };
const nothing = { facts: [] };

test('a contract is made without a company, once', () => {
  const make: ContractCommand = { type: 'make', agreement };
  expect(given().when(make)).toEqual({ facts: [Made] });
  expect(given(Made).when(make)).toEqual(nothing);
  expect(given(Made).state).toMatchObject({ status: 'OPEN', version: 1 });
});

test('the first assignment completes version 1 with the company as it is then', () => {
  expect(given(Made).when(assign(company))).toEqual({ facts: [completed(1, company)] });
  expect(given(Made, completed(1, company)).state).toMatchObject({ status: 'COMPLETE', version: 1, company });
});

test('a later assignment to the same company changes nothing, whatever has become of the company', () => {
  const story = given(Made, completed(1, company));
  expect(story.when(assign(company))).toEqual(nothing);
  expect(story.when(assign({ ...company, address: '서울 구로구 구로중앙로 1' }))).toEqual(nothing);
});

test('another company is a new version of the same agreement; so is the first one when it comes back', () => {
  const story = [Made, completed(1, company), completed(2, other)];
  expect(given(Made, completed(1, company)).when(assign(other))).toEqual({ facts: [completed(2, other)] });
  expect(given(...story).when(assign(company))).toEqual({ facts: [completed(3, company)] });
});

test('an order without a contract stays without one', () => {
  expect(given().when(assign(company))).toEqual(nothing);
  expect(given().when({ type: 'erase' })).toEqual(nothing);
});

test('erasing marks a contract once, and leaves what was agreed', () => {
  expect(given(Made).when({ type: 'erase' })).toEqual({ facts: [Erased] });
  expect(given(Made, Erased).when({ type: 'erase' })).toEqual(nothing);
  expect(given(Made, completed(1, company), Erased).state).toEqual({
    ...given(Made, completed(1, company)).state,
    isErased: true,
  });
});
