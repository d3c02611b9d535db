import type { Tel } from '@movecall/values/tel';
import { describe, expect, test } from 'vitest';
import { isId, isIdempotencyKey, parseReason, parseRequest, type RequestInput } from '../src/request.ts';

// 2026-11-22 00:30 in Seoul, still the 21st in UTC.
const now = new Date('2026-11-21T15:30:00Z');
const own = '+821012345678' as Tel;
const customer = { tel: own, isOperator: false };
const operator = { tel: '+821000000000' as Tel, isOperator: true };
const valid: RequestInput = { moveType: 'FULL_PACKING', location: { address: 'mapo' }, cost: 2_500_000 };

const parse = (change: Partial<RequestInput>, requester = customer) =>
  parseRequest({ ...valid, ...change }, requester, now);
const requestOf = (change: Partial<RequestInput>, requester = customer) => {
  const parsed = parse(change, requester);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.request;
};

test('the least a customer can say: move type, district and cost', () => {
  expect(requestOf({})).toMatchObject({
    moveType: 'FULL_PACKING',
    location: { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
    destination: null,
    movingOn: '2026-11-22',
    cost: 2_500_000,
    ownerTel: own,
  });
});

describe('refuses', () => {
  test.each<[Partial<RequestInput>, string, string]>([
    [{ location: { address: 'atlantis' } }, 'UNKNOWN_LOCATION', 'input.location.address'],
    [{ location: { address: '' } }, 'UNKNOWN_LOCATION', 'input.location.address'],
    [
      { location: { address: `마포구 ${'가'.repeat(10_240)}` } },
      'UNKNOWN_LOCATION',
      'input.location.address',
    ],
    [{ location: { address: '마포구\u0000' } }, 'UNKNOWN_LOCATION', 'input.location.address'],
    [{ location: { address: '마포구 \ud800' } }, 'UNKNOWN_LOCATION', 'input.location.address'],
    [{ location: { address: 'mapo', latitude: 37 } }, 'UNKNOWN_LOCATION', 'input.location.address'],
    [{ destination: { address: 'nowhere' } }, 'UNKNOWN_LOCATION', 'input.destination.address'],
    [{ cost: 0 }, 'INVALID_COST', 'input.cost'],
    [{ cost: -1 }, 'INVALID_COST', 'input.cost'],
    [{ cost: 100_000_001 }, 'INVALID_COST', 'input.cost'],
    [{ cost: null }, 'INVALID_COST', 'input.cost'],
    [{ cost: undefined }, 'INVALID_COST', 'input.cost'],
    [{ movingOn: '2026-11-21' }, 'INVALID_DATE', 'input.movingOn'],
    [{ movingOn: '2027-11-23' }, 'INVALID_DATE', 'input.movingOn'],
    [{ movingOn: '2027-02-30' }, 'INVALID_DATE', 'input.movingOn'],
    [{ movingOn: '' }, 'INVALID_DATE', 'input.movingOn'],
    [{ tel: '02-123-4567' }, 'INVALID_TEL', 'input.tel'],
    [{ tel: '' }, 'INVALID_TEL', 'input.tel'],
    [{ tel: '010-9999-8888' }, 'INVALID_TEL', 'input.tel'],
  ])('%j with %s', (change, code, field) => {
    expect(parse(change)).toEqual({ problems: [{ code, field: field.split('.') }] });
  });

  test('everything that is wrong, together', () => {
    const parsed = parse({ location: { address: '?' }, movingOn: 'x', cost: 0, tel: 'x' });
    expect('problems' in parsed && parsed.problems.map(({ code }) => code)).toEqual([
      'UNKNOWN_LOCATION',
      'INVALID_DATE',
      'INVALID_COST',
      'INVALID_TEL',
    ]);
  });
});

test.each(['2026-11-22', '2027-11-22'])('takes the first and the last day: %s', (movingOn) => {
  expect(requestOf({ movingOn }).movingOn).toBe(movingOn);
});

test.each([1, 100_000_000])('takes the lowest and the highest cost: %d', (cost) => {
  expect(requestOf({ cost }).cost).toBe(cost);
});

test('a customer may name their own phone, however they write it', () => {
  expect(requestOf({ tel: '010-1234-5678' }).ownerTel).toBe(own);
  expect(requestOf({ tel: '+82 10 1234 5678' }).ownerTel).toBe(own);
});

test("an operator may call for a customer, who is then the call's owner", () => {
  expect(requestOf({ tel: '010-9999-8888' }, operator).ownerTel).toBe('+821099998888');
});

describe('the fingerprint', () => {
  test('is the same for the same input, also written differently', () => {
    expect(requestOf({ tel: '01012345678' }).fingerprint).toBe(requestOf({}).fingerprint);
    expect(requestOf({ location: { address: ' mapo ' } }).fingerprint).toBe(requestOf({}).fingerprint);
  });

  test('is the same after midnight when the day was left open', () => {
    const tomorrow = parseRequest(valid, customer, new Date('2026-11-22T15:30:00Z'));
    expect('request' in tomorrow && tomorrow.request.fingerprint).toBe(requestOf({}).fingerprint);
  });

  test.each<Partial<RequestInput>>([
    { moveType: 'HALF_PACKING' },
    { location: { address: 'guro' } },
    { destination: { address: 'guro' } },
    { movingOn: '2026-11-23' },
    { cost: 1 },
  ])('differs for %j', (change) => {
    expect(requestOf(change).fingerprint).not.toBe(requestOf({}).fingerprint);
  });
});

test.each([
  ['a', true],
  ['k'.repeat(200), true],
  ['', false],
  ['k'.repeat(201), false],
  ['a\u0000', false],
  ['a\n', false],
])('idempotency key %j: %s', (key, valid_) => {
  expect(isIdempotencyKey(key)).toBe(valid_);
});

test.each([
  [undefined, null],
  ['', null],
  ['  ', null],
  [' 날짜가 바뀌었어요 ', '날짜가 바뀌었어요'],
  ['가'.repeat(200), '가'.repeat(200)],
  ['가'.repeat(201), undefined],
  ['a\u0007', undefined],
])('reason %j is read as %j', (text, reason) => {
  expect(parseReason(text)).toBe(reason);
});

test.each([
  ['5f0c7a4e-6f1b-4b51-9a8e-0a4c8e1d2f3a', true],
  ['5F0C7A4E-6F1B-4B51-9A8E-0A4C8E1D2F3A', false],
  ['', false],
  ['__proto__', false],
  ["' or 1=1 --", false],
])('%j is an id of ours: %s', (text, id) => {
  expect(isId(text)).toBe(id);
});
