import { locate } from '@movecall/values/places';
import type { Tel } from '@movecall/values/tel';
import { describe, expect, test } from 'vitest';
import { type MoveRequestInput, parseMoveRequest, type Requester } from '../src/acceptance/move-request.ts';

// 00:30 on 2026-11-22 in Seoul; in UTC it is still the 21st.
const now = new Date('2026-11-21T15:30:00Z');
const own = '+821012345678' as Tel;
const customer = { tel: own, isOperator: false };
const operator = { tel: '+821000000000' as Tel, isOperator: true };
const valid: MoveRequestInput = { moveType: 'FULL_PACKING', location: { address: 'mapo' }, cost: 2_500_000 };

/** With its places read by the table of regions. */
const read = (input: MoveRequestInput, requester: Requester, at: Date) =>
  parseMoveRequest(
    input,
    input.quoteId == null
      ? {
          location: locate(input.location),
          destination: input.destination ? locate(input.destination) : null,
        }
      : null,
    requester,
    at,
  );
const parse = (change: Partial<MoveRequestInput>, requester = customer) =>
  read({ ...valid, ...change }, requester, now);
const requestOf = (change: Partial<MoveRequestInput>, requester = customer) => {
  const parsed = parse(change, requester);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.request;
};

/** The move of a request without a quote. */
const moveOf = (change: Partial<MoveRequestInput>) => {
  const { wanted } = requestOf(change);
  if (wanted.quote !== null) throw new Error('the request has a quote');
  return wanted.move;
};

test('a request needs only a move type, an address and a cost', () => {
  expect(requestOf({}).ownerTel).toBe(own);
  expect(moveOf({})).toEqual({
    moveType: 'FULL_PACKING',
    location: { address: 'mapo', district: '마포구', latitude: 37.5663, longitude: 126.9019 },
    destination: null,
    movingOn: '2026-11-22',
    slot: 'ALL_DAY',
    cost: 2_500_000,
  });
});

test('a home and a destination may be anywhere in Korea', () => {
  expect(
    moveOf({
      location: { address: '전남 신안군 흑산면', latitude: 34.68, longitude: 125.43 },
      destination: { address: '(48058) 부산 해운대구 센텀중앙로 1' },
    }),
  ).toMatchObject({
    location: { district: '신안군', latitude: 34.68, longitude: 125.43 },
    destination: { district: '해운대구', latitude: 35.1631, longitude: 129.1636 },
  });
});

describe('refuses', () => {
  test.each<[Partial<MoveRequestInput>, string, string]>([
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
    [
      { location: { address: '수원시', latitude: 35.18, longitude: 129.08 } },
      'UNKNOWN_LOCATION',
      'input.location.address',
    ],
    [{ slot: 'MORNING' }, 'INVALID_SLOT', 'input.slot'],
    [{ slot: 'AFTERNOON' }, 'INVALID_SLOT', 'input.slot'],
    [{ quoteId: 'q', quoteVersion: 1 }, 'QUOTE_NOT_FOUND', 'input.quoteId'],
    [{ quoteId: '', quoteVersion: 1 }, 'QUOTE_NOT_FOUND', 'input.quoteId'],
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
    [{ tel: '011-123-4567' }, 'INVALID_TEL', 'input.tel'],
    [{ tel: '010-9999-8888' }, 'INVALID_TEL', 'input.tel'],
  ])('%j with the code %s', (change, code, field) => {
    expect(parse(change)).toEqual({ problems: [{ code, field: field.split('.') }] });
  });

  test('an address that fits several places, with what it can mean', () => {
    const candidates = ['서울 강서구', '부산 강서구'];
    const code = 'AMBIGUOUS_LOCATION';
    expect(parse({ location: { address: '강서구' }, destination: { address: '강서구 대저동' } })).toEqual({
      problems: [
        { code, candidates, field: ['input', 'location', 'address'] },
        { code, candidates, field: ['input', 'destination', 'address'] },
      ],
    });
  });

  test('all invalid fields together', () => {
    const parsed = parse({ location: { address: '?' }, movingOn: 'x', cost: 0, tel: 'x' });
    expect('problems' in parsed && parsed.problems.map(({ code }) => code)).toEqual([
      'UNKNOWN_LOCATION',
      'INVALID_DATE',
      'INVALID_COST',
      'INVALID_TEL',
    ]);
  });
});

test.each(['2026-11-22', '2027-11-22'])('accepts the first and the last possible day: %s', (movingOn) => {
  expect(moveOf({ movingOn }).movingOn).toBe(movingOn);
});

test.each([1, 100_000_000])('accepts the lowest and the highest cost: %d', (cost) => {
  expect(moveOf({ cost }).cost).toBe(cost);
});

test('a customer may give their own phone, however it is written', () => {
  expect(requestOf({ tel: '010-1234-5678' }).ownerTel).toBe(own);
  expect(requestOf({ tel: '+82 10 1234 5678' }).ownerTel).toBe(own);
});

test('an operator may call for a customer, who then owns the call', () => {
  expect(requestOf({ tel: '010-9999-8888' }, operator).ownerTel).toBe('+821099998888');
});

describe('the fingerprint', () => {
  test('is equal for equal inputs, also when they are written differently', () => {
    expect(requestOf({ tel: '01012345678' }).fingerprint).toBe(requestOf({}).fingerprint);
    expect(requestOf({ location: { address: ' mapo ' } }).fingerprint).toBe(requestOf({}).fingerprint);
  });

  test('is equal for both Unicode forms of an address', () => {
    const address = '서울 마포구 월드컵로 1';
    const fingerprints = [address, address.normalize('NFD'), `\u200e${address}\u200b`].map(
      (text) => requestOf({ location: { address: text } }).fingerprint,
    );
    expect(new Set(fingerprints).size).toBe(1);
  });

  test('is equal with and without the only slot that there is without a quote', () => {
    expect(requestOf({ slot: 'ALL_DAY' }).fingerprint).toBe(requestOf({}).fingerprint);
  });

  test('is equal after midnight when the input has no day', () => {
    const tomorrow = read(valid, customer, new Date('2026-11-22T15:30:00Z'));
    expect('request' in tomorrow && tomorrow.request.fingerprint).toBe(requestOf({}).fingerprint);
  });

  test.each<Partial<MoveRequestInput>>([
    { moveType: 'HALF_PACKING' },
    { location: { address: 'guro' } },
    { destination: { address: 'guro' } },
    { movingOn: '2026-11-23' },
    { cost: 1 },
  ])('differs for %j', (change) => {
    expect(requestOf(change).fingerprint).not.toBe(requestOf({}).fingerprint);
  });
});

describe('a request with a quote', () => {
  const quoteId = '0199a000-0000-7000-8000-0000000000f1';
  const quoted: Partial<MoveRequestInput> = { quoteId, quoteVersion: 2, cost: undefined };

  test('passes on what it says about the move, and checks nothing of it', () => {
    const { wanted } = requestOf({ ...quoted, location: { address: 'atlantis' }, movingOn: 'x', cost: 0 });
    expect(wanted).toEqual({
      quote: { id: quoteId, version: 2 },
      quoted: {
        moveType: 'FULL_PACKING',
        location: { address: 'atlantis', latitude: null, longitude: null },
        destination: null,
        movingOn: 'x',
        slot: null,
        cost: 0,
        byPhone: false,
      },
    });
  });

  test('is agreed to by phone when an operator makes it', () => {
    expect(requestOf({ ...quoted, tel: '010-9999-8888' }, operator).wanted).toMatchObject({
      quoted: { byPhone: true },
    });
  });

  test('still has the phone of its caller', () => {
    expect(parse({ ...quoted, tel: '010-9999-8888' })).toMatchObject({ problems: [{ code: 'INVALID_TEL' }] });
  });

  test('has the fingerprint of its quote, in whatever case its id is written', () => {
    const { fingerprint } = requestOf(quoted);
    expect(requestOf({ ...quoted, quoteId: quoteId.toUpperCase() }).fingerprint).toBe(fingerprint);
    expect(requestOf({}).fingerprint).not.toBe(fingerprint);
  });

  test.each<Partial<MoveRequestInput>>([
    { quoteVersion: 3 },
    { quoteId: quoteId.replace('f1', 'f2') },
    { slot: 'ALL_DAY' },
    { slot: 'MORNING' },
    { movingOn: '2026-11-23' },
    { location: { address: 'guro' } },
    { destination: { address: 'guro' } },
    { cost: 1 },
  ])('has another fingerprint with %j', (change) => {
    expect(requestOf({ ...quoted, ...change }).fingerprint).not.toBe(requestOf(quoted).fingerprint);
  });
});

test('a request with what the address provider knew, and repeated without it, is the same move', () => {
  const address = '서울 마포구 월드컵북로 400';
  const known = {
    location: {
      status: 'FOUND' as const,
      place: { address, district: '마포구', latitude: 37.5794, longitude: 126.8899 },
    },
    destination: null,
  };
  const input = { ...valid, location: { address } };
  const first = parseMoveRequest(input, known, customer, now);
  const again = read(input, customer, now);
  if ('problems' in first || 'problems' in again) throw new Error('refused');
  expect(first.request.wanted).toMatchObject({ move: { location: { latitude: 37.5794 } } });
  expect(again.request.wanted).toMatchObject({ move: { location: { latitude: 37.5663 } } });
  expect(again.request.fingerprint).toBe(first.request.fingerprint);
});
