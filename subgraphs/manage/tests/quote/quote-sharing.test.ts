import { specificationOf } from '@movecall/testkit/decider-specification';
import { expect, test } from 'vitest';
import {
  type QuoteSharedFact,
  type ShareCommand,
  sharingDecider,
  type SharingState,
} from '../../src/quote/quote-sharing.ts';
import type { StoredQuote } from '../../src/quote/quote.ts';
import { plainRequest, price } from './fixtures.ts';

const madeAt = new Date('2026-11-25T00:00:00Z');
const validUntil = new Date('2026-12-01T15:00:00Z');
const quote: StoredQuote = {
  id: 'q',
  version: 2,
  request: plainRequest,
  price: price({}),
  terms: '10035',
  madeAt,
  operatorId: null,
  validUntil,
  companies: [],
};
const kim = { hash: 'kim', sealed: 'k1.kim' };
const lee = { hash: 'lee', sealed: 'k1.lee' };

const open: SharingState = { status: 'OPEN', quote, phones: [] };
const given = specificationOf(sharingDecider, open);
const share = (recipient = kim, now = madeAt): ShareCommand => ({ type: 'share', recipient, now });
const SentToKim: QuoteSharedFact = { type: 'Shared', quote, recipient: kim };

test('a quote is sent to each phone once', () => {
  expect(given().when(share())).toEqual({ facts: [SentToKim] });
  expect(given(SentToKim).when(share())).toEqual({ facts: [] });
  expect(given(SentToKim).when(share(lee))).toEqual({
    facts: [{ type: 'Shared', quote, recipient: lee }],
  });
});

test('an expired quote is sent to nobody; that it was sent before stays true', () => {
  expect(given().when(share(kim, new Date(validUntil.getTime() - 1)))).toEqual({ facts: [SentToKim] });
  expect(given().when(share(kim, validUntil))).toEqual({ refusal: 'QUOTE_EXPIRED' });
  expect(given(SentToKim).when(share(kim, validUntil))).toEqual({ facts: [] });
});

test('a quote that does not exist cannot be sent', () => {
  expect(sharingDecider.decide({ status: 'NONE' }, share())).toEqual({ refusal: 'NOT_FOUND' });
});
