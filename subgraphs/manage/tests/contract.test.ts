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
const assign = (to: Company, announced = false): ContractCommand => ({
  type: 'assign',
  company: to,
  announced,
});
const announce: ContractCommand = { type: 'announce' };

const Made: ContractFact = { type: 'Made', agreement };
const completed = (version: number, by: Company): ContractFact => ({
  type: 'Completed',
  version,
  agreement,
  company: by,
});
const announced = (version: number, by: Company): ContractFact => ({
  type: 'Announced',
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

test('the customer is told of each version once, when it is complete and its mover was announced', () => {
  const first = [Made, completed(1, company)];
  expect(given(Made).when(announce)).toEqual(nothing);
  expect(given(...first).when(announce)).toEqual({ facts: [announced(1, company)] });
  expect(given(...first, announced(1, company)).when(announce)).toEqual(nothing);
  const second = [...first, announced(1, company), completed(2, other)];
  expect(given(...second).when(announce)).toEqual({ facts: [announced(2, other)] });
});

test('a mover that was announced before it is known to be assigned: the version is told of as it is completed', () => {
  const both = { facts: [completed(1, company), announced(1, company)] };
  expect(given(Made).when(assign(company, true))).toEqual(both);
  // Another mover of the same company: the contract stays, and its customer may not know of it yet.
  expect(given(Made, completed(1, company)).when(assign(company, true))).toEqual({
    facts: [announced(1, company)],
  });
  expect(given(Made, ...both.facts).when(assign(company, true))).toEqual(nothing);
});

test('nobody is told of an erased contract, or of none', () => {
  expect(given(Made, completed(1, company), Erased).when(announce)).toEqual(nothing);
  expect(given(Made, Erased).when(assign(company, true))).toEqual({ facts: [completed(1, company)] });
  expect(given().when(announce)).toEqual(nothing);
});
