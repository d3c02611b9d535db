import { specificationOf } from '@movecall/testkit/decider-specification';
import { expect, test } from 'vitest';
import {
  type Asker,
  initialQuote,
  type QuoteCommand,
  quoteDecider,
  type QuoteFact,
  type QuoteVersion,
  validUntil,
} from '../../src/quote/quote.ts';
import { plainRequest, price } from './fixtures.ts';

const given = specificationOf(quoteDecider, initialQuote);

const madeAt = new Date('2026-11-25T00:00:00Z');
const made: QuoteVersion = {
  request: plainRequest,
  price: price({}),
  terms: '10035',
  companies: [],
  madeAt,
  operatorId: null,
  validUntil: validUntil(madeAt, plainRequest.movingOn),
};
const dearer: QuoteVersion = { ...made, price: price({ movingOn: '2026-12-07' }) };

const visitor: Asker = { kind: 'VISITOR' };
const operator: Asker = { kind: 'OPERATOR', id: '7f0d0a63-59a2-4c43-8d0e-6d0b8a3c1a01' };
const kim: Asker = { kind: 'PERSON', id: 'kim' };
const lee: Asker = { kind: 'PERSON', id: 'lee' };

const open = (asker: Asker): QuoteCommand => ({ type: 'open', asker, made });
const revise = (asker: Asker): QuoteCommand => ({ type: 'revise', asker, made: dearer });
const claim = (asker: Asker): QuoteCommand => ({ type: 'claim', asker });

const First: QuoteFact = { type: 'Made', version: 1, made };
const Second: QuoteFact = { type: 'Made', version: 2, made: dearer };
const ClaimedByKim: QuoteFact = { type: 'Claimed', ownerId: 'kim' };
const notFound = { refusal: 'NOT_FOUND' };

test("a visitor's quote has no owner; a person's is their own", () => {
  expect(given().when(open(visitor))).toEqual({ facts: [First] });
  expect(given().when(open(operator))).toEqual({ facts: [First] });
  expect(given().when(open(kim))).toEqual({ facts: [First, ClaimedByKim] });
});

test('the first person who asks for a quote becomes its owner, once', () => {
  expect(given(First).when(claim(kim))).toEqual({ facts: [ClaimedByKim] });
  expect(given(First, ClaimedByKim).when(claim(kim))).toEqual({ facts: [] });
  expect(given(First, ClaimedByKim).state).toEqual({ status: 'OPEN', version: 1, ownerId: 'kim' });
});

test('visitors and operators become the owner of nothing', () => {
  for (const asker of [visitor, operator]) expect(given(First).when(claim(asker))).toEqual({ facts: [] });
});

test("another person's quote is as absent as one that does not exist", () => {
  for (const command of [claim, revise]) {
    for (const asker of [visitor, lee])
      expect(given(First, ClaimedByKim).when(command(asker))).toEqual(notFound);
    for (const asker of [visitor, kim, operator]) expect(given().when(command(asker))).toEqual(notFound);
  }
});

test('a revised quote has the next version and keeps its owner', () => {
  expect(given(First).when(revise(visitor))).toEqual({ facts: [Second] });
  expect(given(First).when(revise(kim))).toEqual({ facts: [Second, ClaimedByKim] });
  for (const asker of [kim, operator])
    expect(given(First, ClaimedByKim).when(revise(asker))).toEqual({ facts: [Second] });
  expect(given(First, ClaimedByKim, Second).state).toEqual({ status: 'OPEN', version: 2, ownerId: 'kim' });
});

test('an id is opened once', () => {
  expect(() => given(First).when(open(visitor))).toThrow('a new quote needs an id of its own');
});

test.each([
  ['2026-12-20', '2026-12-02T03:00:00.000Z', 'seven days'],
  ['2026-11-28', '2026-11-28T15:00:00.000Z', 'until the moving day is over in Seoul'],
  ['2026-11-25', '2026-11-25T15:00:00.000Z', 'until today is over in Seoul'],
])('a quote of 2026-11-25T03:00Z for %s is valid until %s: %s', (movingOn, until) => {
  expect(validUntil(new Date('2026-11-25T03:00:00Z'), movingOn).toISOString()).toBe(until);
});
