import { askGraphql, signIn, type Session } from '@movecall/testkit/client';
import { addDays, seoulDay } from '@movecall/values/days';
import { randomUUID } from 'node:crypto';
import { type AddressFaultMode, addressFaultModes } from '@movecall/sandbox/address-faults';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSystem, type System } from '../support/system.ts';
import { expectRefused, inputFor, type PriceBook, quoteRequests, stored } from './support/quote-requests.ts';

/** Bad input about quotes, through the router: each gets its code, its field and a Korean message, and leaves nothing. */

let system: System;
let other: Session;
const today = seoulDay(new Date());
const [movingOn, laterDay] = [addDays(today, 40), addDays(today, 41)];
const { requestQuote, makeQuote, requestCall, priceBook, publish, record, send } = quoteRequests(
  () => system,
);

beforeAll(async () => {
  // The number of requests a second depends on the machine, so the rate limits are off.
  system = await startSystem({ env: { RATE_PER_IDENTITY: 'off', RATE_PER_ADDRESS: 'off' } });
  other = await signIn(system.addresses, '01066660001');
});
afterAll(async () => {
  await other.close();
  await system.close();
});

const items = (code: string, count: number) => ({ tons: null, items: [{ code, count }] });
const onFloor = (floor: number) => ({ floor, elevator: true, ladderTruck: false });
const options = (code: string, count: number) => ({ options: [{ code, count }] });

test.each<[what: string, changes: object, code: string, field: string]>([
  ['an unknown item', items('SPACESHIP', 1), 'INVALID_ITEMS', 'items'],
  ['none of an item', items('TV', 0), 'INVALID_ITEMS', 'items'],
  ['1,000 of an item', items('TV', 1_000), 'INVALID_ITEMS', 'items'],
  ['items and tons', { items: [{ code: 'TV', count: 1 }] }, 'INVALID_TONS', 'tons'],
  ['neither items nor tons', { tons: null }, 'INVALID_ITEMS', 'items'],
  ['a tonnage that no truck has', { tons: 4 }, 'INVALID_TONS', 'tons'],
  ['negative tons', { tons: -5 }, 'INVALID_TONS', 'tons'],
  ['floor 0', { access: onFloor(0) }, 'INVALID_ACCESS', 'access.floor'],
  ['floor 200', { access: onFloor(200) }, 'INVALID_ACCESS', 'access.floor'],
  ['floor 0 there', { destinationAccess: onFloor(0) }, 'INVALID_ACCESS', 'destinationAccess.floor'],
  ['floor 200 there', { destinationAccess: onFloor(200) }, 'INVALID_ACCESS', 'destinationAccess.floor'],
  ['an unknown option', options('HELICOPTER', 1), 'INVALID_OPTIONS', 'options'],
  ['no option of a kind', options('PIANO', 0), 'INVALID_OPTIONS', 'options'],
  ['21 of an option', options('PIANO', 21), 'INVALID_OPTIONS', 'options'],
  ['half a day with 5 t', { slot: 'MORNING' }, 'INVALID_SLOT', 'slot'],
  ['a past day', { movingOn: addDays(today, -1) }, 'INVALID_DATE', 'movingOn'],
  // This day is still too far ahead if midnight passes during the test.
  ['a day too far ahead', { movingOn: addDays(today, 367) }, 'INVALID_DATE', 'movingOn'],
  ['a day that does not exist', { movingOn: '2027-02-30' }, 'INVALID_DATE', 'movingOn'],
  ['an unknown home', { location: { address: 'atlantis' } }, 'UNKNOWN_LOCATION', 'location.address'],
  ['a name of two cities', { location: { address: '강서구' } }, 'AMBIGUOUS_LOCATION', 'location.address'],
  ['an empty address', { destination: { address: '' } }, 'UNKNOWN_LOCATION', 'destination.address'],
  [
    'coordinates far from the address',
    { destination: { address: '경기 수원시 영통구', latitude: 35.18, longitude: 129.08 } },
    'UNKNOWN_LOCATION',
    'destination.address',
  ],
  [
    'coordinates abroad',
    { location: { address: '후쿠오카', latitude: 33.59, longitude: 130.4 } },
    'UNKNOWN_LOCATION',
    'location.address',
  ],
  [
    'the same home twice',
    { location: { address: '마포구 월드컵로 1' }, destination: { address: ' 마포구  월드컵로 1' } },
    'SAME_LOCATION',
    'destination.address',
  ],
  ['more than any truck holds', items('SOFA_4', 100), 'NEEDS_VISIT', 'items'],
  [
    'the 7th floor by stairs',
    { access: { floor: 7, elevator: false, ladderTruck: false } },
    'NEEDS_VISIT',
    'access.floor',
  ],
])('a quote for %s is refused', async (_what, changes, code, field) => {
  const before = await stored(system);
  expectRefused(await requestQuote({ ...inputFor(movingOn), ...changes }), code, `input.${field}`);
  expect(await stored(system)).toEqual(before);
});

test.each<[what: string, changes: object]>([
  ['a type that does not exist', { moveType: 'TELEPORT' }],
  ['half of an item', items('TV', 0.5)],
  ['more items than an integer can say', items('TV', 2 ** 31)],
  ['a floor that is a text', { access: { ...onFloor(1), floor: 'top' } }],
  ['a slot that does not exist', { slot: 'MIDNIGHT' }],
  ['a field that does not exist', { discount: 1_000_000 }],
])('a quote for %s is no input', async (_what, changes) => {
  const before = await stored(system);
  const { errors } = await requestQuote({ ...inputFor(movingOn), ...changes });
  expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors[0]?.extensions.code);
  expect(await stored(system)).toEqual(before);
});

test('several mistakes are told at once', async () => {
  const { payload } = await requestQuote({ ...inputFor('tomorrow'), tons: 3, access: onFloor(0) });
  const codes = payload?.userErrors.map(({ code }) => code);
  expect(codes).toEqual(['INVALID_DATE', 'INVALID_TONS', 'INVALID_ACCESS']);
});

test('a move to Jeju is no mistake: it goes by sea', async () => {
  const { payload } = await requestQuote({
    ...inputFor(movingOn),
    destination: { address: '제주시 첨단로 242' },
  });
  const lines = payload?.quote?.lines ?? [];
  expect(lines.find(({ code }) => code === 'SEA')?.amount).toBe(1_000_000);
  expect(lines.map(({ code }) => code)).not.toContain('DISTANCE');
});

test('the quote of another, and one that is absent, have no next version', async () => {
  const { id } = await makeQuote(movingOn, other.token);
  const before = await stored(system);
  for (const asked of [id, randomUUID(), 'not an id'])
    expectRefused(
      await requestQuote(inputFor(movingOn), { id: asked, token: system.customer.token }),
      'NOT_FOUND',
      'id',
    );
  expect(await stored(system)).toEqual(before);
});

test.each<[what: string, changes: object, code: string, field: string]>([
  ['a version that was never made', { quoteVersion: 9 }, 'QUOTE_CHANGED', 'quoteVersion'],
  ['version 0', { quoteVersion: 0 }, 'QUOTE_CHANGED', 'quoteVersion'],
  ['an id that is absent', { quoteId: randomUUID() }, 'NOT_FOUND', 'quoteId'],
  ['an id that is none', { quoteId: 'not an id' }, 'NOT_FOUND', 'quoteId'],
  ['another fare', { cost: 1_000 }, 'QUOTE_MISMATCH', 'cost'],
  ['another type', { moveType: 'STANDARD' }, 'QUOTE_MISMATCH', 'moveType'],
  ['another home', { location: { address: '서울 강남구 테헤란로 152' } }, 'QUOTE_MISMATCH', 'location'],
  ['another destination', { destination: { address: '부산 중구' } }, 'QUOTE_MISMATCH', 'destination'],
  ['another day', { movingOn: addDays(movingOn, 1) }, 'QUOTE_MISMATCH', 'movingOn'],
  ['another part of the day', { slot: 'MORNING' }, 'QUOTE_MISMATCH', 'slot'],
])('a call with a quote and %s is refused', async (_what, changes, code, field) => {
  const quote = await makeQuote(movingOn);
  const before = await stored(system);
  expectRefused(await requestCall(quote, changes), code, `input.${field}`);
  expect(await stored(system)).toEqual(before);
});

test('a call with a quote of another, an old version, an expired quote or one that a call has is refused', async () => {
  const foreign = await makeQuote(movingOn, other.token);
  const old = await makeQuote(movingOn);
  await requestQuote(inputFor(movingOn), { id: old.id, token: system.customer.token });
  const expired = await makeQuote(movingOn);
  await system.sql.manage`
    update quote_versions set valid_until = now() - interval '1 minute' where quote_id = ${expired.id}`;
  const used = await makeQuote(movingOn);
  expect((await requestCall(used)).payload?.userErrors).toEqual([]);
  const before = await stored(system);
  expectRefused(await requestCall(foreign), 'NOT_FOUND', 'input.quoteId');
  expectRefused(await requestCall(old), 'QUOTE_CHANGED', 'input.quoteVersion');
  expectRefused(await requestCall(expired), 'QUOTE_EXPIRED', 'input.quoteId');
  expectRefused(await requestCall(used), 'QUOTE_IN_USE', 'input.quoteId');
  expect((await requestCall(old, { quoteVersion: null })).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expectRefused(await send(expired.id, '01012345678'), 'QUOTE_EXPIRED', 'id');
  expectRefused(await send(old.id, '02-123-4567'), 'INVALID_TEL', 'tel');
  expectRefused(await send(randomUUID(), '01012345678'), 'NOT_FOUND', 'id');
  expect(await stored(system)).toEqual(before);
});

const freeTruck = ({ trucks }: PriceBook) => [{ ...trucks[0], base: 0 }, ...trucks.slice(1)];

test.each<[what: string, changes: (book: PriceBook) => object, field: string]>([
  ['without a truck', ({ trucks }) => ({ trucks: trucks.slice(1) }), 'trucks'],
  ['with a truck twice', ({ trucks }) => ({ trucks: [...trucks.slice(1), trucks[1]] }), 'trucks'],
  ['with a truck for nothing', (book) => ({ trucks: freeTruck(book) }), 'trucks.0.base'],
  ['with a negative price', () => ({ sea: -1 }), 'sea'],
  ['with an absurd price', () => ({ sea: 2_000_000_000 }), 'sea'],
  ['without an option', ({ options: all }) => ({ options: all.slice(1) }), 'options'],
  ['with floors left out', () => ({ ladder: [{ upToFloor: 10, amount: 150_000 }] }), 'ladder.0.upToFloor'],
])('a price book %s is not published', async (_what, changes, field) => {
  const book = await priceBook();
  const before = await stored(system);
  expectRefused(await publish({ ...book, ...changes(book) }), 'INVALID_PRICE_BOOK', `input.${field}`);
  expect(await stored(system)).toEqual(before);
});

test('a price book that was edited from another version is not published, nor one that is no input', async () => {
  const book = await priceBook();
  const before = await stored(system);
  expectRefused(
    await publish({ ...book, basedOn: 'book-9', sea: 900_000 }),
    'PRICE_BOOK_CHANGED',
    'input.basedOn',
  );
  for (const sea of [2 ** 31, 0.5])
    expect((await publish({ ...book, sea })).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  expect(await stored(system)).toEqual(before);
});

test('a payment of nothing, of less or of an absurd amount is not recorded, and none without a contract', async () => {
  const quote = await makeQuote(movingOn);
  const { payload } = await requestCall(quote);
  const callId = payload?.moveCall?.id ?? '';
  const plain = await requestCall(null, { cost: 1_000_000, movingOn });
  const before = await stored(system);
  for (const amount of [0, -1, 100_000_001])
    expectRefused(await record(callId, amount), 'INVALID_AMOUNT', 'amount');
  expectRefused(await record(plain.payload?.moveCall?.id ?? '', 1_000), 'NO_CONTRACT', null);
  expectRefused(await record(randomUUID(), 1_000), 'NOT_FOUND', 'id');
  expect(await stored(system)).toEqual(before);
});

test('what operators do with quotes is refused to a customer, and asks a visitor to sign in', async () => {
  const { id } = await makeQuote(movingOn);
  const before = await stored(system);
  for (const [token, code] of [
    [system.customer.token, 'FORBIDDEN'],
    [undefined, 'UNAUTHENTICATED'],
  ] as const) {
    for (const query of [
      `mutation { sendQuote(id: "${id}", tel: "01012345678") { userErrors { code } } }`,
      '{ priceBook { version } }',
    ]) {
      const { errors } = await askGraphql(system.addresses, query, {}, token);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
    }
  }
  expect(await stored(system)).toEqual(before);
});

describe('while the address provider fails', () => {
  const street = '서울 마포구 월드컵북로 400';
  const office = { latitude: 37.5663, longitude: 126.9019 };

  async function fail(mode: AddressFaultMode): Promise<void> {
    const body = JSON.stringify({ mode, times: 1_000 });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${system.addresses.sandbox}/faults/addresses`, { method: 'POST', headers, body });
  }

  test.each(addressFaultModes.filter((mode) => mode !== 'none').map((mode, nth) => [mode, nth] as const))(
    '%s: a quote is made, calls are accepted by the table, and an ambiguous address is refused',
    async (mode, nth) => {
      // An answer in between keeps the circuit closed.
      await fail('none');
      expect(await suggestions(`월드컵북로 400 ${nth + 1}호`)).not.toEqual([]);
      await fail(mode);

      const quote = await makeQuote(movingOn);
      const quoted = await requestCall(quote);
      const plain = await requestCall(null, {
        location: { address: street },
        cost: 1_000_000,
        movingOn: laterDay,
      });
      expect(quoted.payload?.userErrors).toEqual([]);
      expect(await locationOf(plain.payload?.moveCall?.id)).toMatchObject({ address: street, ...office });

      const before = await stored(system);
      const ambiguous = { location: { address: '강서구 대저동' }, cost: 1_000_000, movingOn };
      expectRefused(await requestCall(null, ambiguous), 'AMBIGUOUS_LOCATION', 'input.location.address');
      const quoteOf = { ...inputFor(movingOn), location: ambiguous.location };
      expectRefused(await requestQuote(quoteOf), 'AMBIGUOUS_LOCATION', 'input.location.address');
      expect(await stored(system)).toEqual(before);
    },
  );
});

async function suggestions(query: string): Promise<readonly object[]> {
  const { data } = await askGraphql<{ places: readonly object[] }>(
    system.addresses,
    'query ($query: String!) { places(query: $query) { address } }',
    { query },
  );
  return data?.places ?? [];
}

async function locationOf(id: string | undefined): Promise<object | undefined> {
  const { moveCall } = await system.customer.ask<{ moveCall: { location: object } | null }>(
    'query ($id: ID!) { moveCall(id: $id) { location { address latitude longitude } } }',
    { id },
  );
  return moveCall?.location;
}
