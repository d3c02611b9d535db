import type { AddressFaultMode } from '@movecall/sandbox/address-faults';
import { seoulDay } from '@movecall/values/days';
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Move } from '../src/call/move.ts';
import {
  KEY,
  locationOf,
  namesFor,
  placesFor,
  readLocation,
  sharedWithAddresses,
  startAddresses,
  startWithAddresses,
} from './address-harness.ts';
import { type CallHarness, leftovers, startCall, stopClock } from './harness.ts';

const shared = sharedWithAddresses();

const CONFERENCE_HALL = { latitude: 37.5794, longitude: 126.8899 };
const OFFICE_OF_MAPO = { latitude: 37.5663, longitude: 126.9019 };

describe('places', () => {
  test('need no sign-in: a street, a 동, a lot and a 시·군·구 are found', async () => {
    const { call } = await shared();
    expect(await placesFor(call, '월드컵북로 400')).toEqual([
      {
        address: '서울 마포구 상암동 1605',
        roadAddress: '서울 마포구 월드컵북로 400',
        sido: '서울특별시',
        sigungu: '마포구',
        ...CONFERENCE_HALL,
      },
    ]);
    expect(await placesFor(call, '보람동 650')).toMatchObject([{ sido: '세종특별자치시', sigungu: null }]);
    expect(await namesFor(call, '강서구 대저동')).toEqual(['부산 강서구 대저1동', '부산 강서구 대저2동']);
    expect(await placesFor(call, '마포')).toEqual([
      { address: '서울 마포구', roadAddress: null, sido: '서울특별시', sigungu: '마포구', ...OFFICE_OF_MAPO },
    ]);
    expect(await namesFor(call, '시청로 1')).toEqual([
      '전남광주 여수시 시청로 1',
      '강원특별자치도 원주시 시청로 1',
      '경북 포항시 남구 시청로 1',
    ]);
    expect(await placesFor(call, '중앙동', 3)).toHaveLength(3);
  });

  test('each is accepted as the place of a call', async () => {
    const { call } = await shared();
    for (const query of ['시청로 1', '중앙동', '대저동', '중구'])
      for (const { address, roadAddress, latitude, longitude, sigungu } of await placesFor(call, query)) {
        const location = { address: `${roadAddress ?? address} 101동 1203호`, latitude, longitude };
        const customer = await call.person();
        const id = await call.accepted(customer, { location });
        expect(await readLocation(call, customer, id)).toMatchObject({ ...location, sigungu });
      }
  });

  test('the provider is not asked for the beginning of a 시·군·구, nor for too little', async () => {
    const { call, addresses } = await startWithAddresses();
    expect(await namesFor(call, '중구')).toContain('부산 중구');
    for (const typed of ['', ' ', '마', 'ㅁㅍ', '1203호', '가'.repeat(201), '\u0000\u0001'])
      expect(await namesFor(call, typed)).toEqual([]);
    expect(addresses.questions()).toBe(0);
  });

  test.each([0, -1, 11, 2_000_000_000])('first: %i is answered BAD_USER_INPUT', async (first) => {
    const { call } = await shared();
    const { codes } = await call.ask(null, `{ places(query: "마포구", first: ${first}) { address } }`);
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });

  test('an equal question is asked once', async () => {
    const { call, addresses } = await startWithAddresses();
    await Promise.all(Array.from({ length: 5 }, () => placesFor(call, '월드컵북로 400')));
    await placesFor(call, ' 월드컵북로  400 ');
    await locationOf(call, '월드컵북로 400, 101동 1203호');
    expect(addresses.questions()).toBe(1);
  });

  test('beyond the limit of a client, the table answers', async () => {
    const { call, addresses } = await startWithAddresses({ ADDRESS_QUESTIONS_PER_CLIENT: '2/hour' });
    expect(await namesFor(call, '월드컵북로')).toHaveLength(1);
    expect(await namesFor(call, '불정로')).toHaveLength(1);
    expect(await namesFor(call, '서울 송파구 올림픽로 300')).toEqual(['서울 송파구']);
    expect((await locationOf(call, '서울 송파구 올림픽로 300')).district).toBe('송파구');
    expect(addresses.questions()).toBe(2);
  });

  test('beyond the limit in all, the table answers', async () => {
    const { call, addresses } = await startWithAddresses({ ADDRESS_QUESTIONS_IN_ALL: '1/hour' });
    await placesFor(call, '월드컵북로');
    expect(await namesFor(call, '불정로')).toEqual([]);
    expect(addresses.questions()).toBe(1);
  });
});

describe('a call', () => {
  test('has the position of its street', async () => {
    const { call } = await shared();
    const address = '(03925) 서울 마포구 월드컵북로 400, 101동 1203호';
    expect(await locationOf(call, address)).toMatchObject({
      address,
      district: '마포구',
      ...CONFERENCE_HALL,
    });
  });

  test('from a 동 that one of two 강서구 has is in that one', async () => {
    const { call } = await shared();
    expect(await locationOf(call, '강서구 대저동')).toMatchObject({
      district: '강서구',
      sido: '부산광역시',
    });
    expect(await locationOf(call, '강서구 화곡동')).toMatchObject({ sido: '서울특별시' });
  });

  test('from a street without its city is in the city that has it', async () => {
    const { call } = await shared();
    expect(await locationOf(call, '판교역로 166')).toMatchObject({
      district: '성남시',
      sido: '경기도',
    });
  });

  test('from a street that several cities have is asked which one', async () => {
    const { call } = await shared();
    const { userErrors } = await call.request(await call.person(), { location: { address: '시청로 1' } });
    expect(userErrors).toMatchObject([
      {
        code: 'AMBIGUOUS_LOCATION',
        message: expect.stringContaining('전남광주 여수시 학동 100, 강원특별자치도 원주시 무실동 1851'),
      },
    ]);
    expect(await leftovers(call)).toMatchObject({ calls: 0, attempts: [] });
  });

  test('from a street of another city than it names is where it says', async () => {
    const { call } = await shared();
    expect((await locationOf(call, '서울 송파구 월드컵북로 400')).district).toBe('송파구');
  });

  test('from a bare 시·군·구 does not ask the provider', async () => {
    const { call, addresses } = await startWithAddresses();
    await locationOf(call, '구로');
    const { userErrors } = await call.request(await call.person(), { location: { address: '중구' } });
    expect(userErrors).toMatchObject([{ code: 'AMBIGUOUS_LOCATION' }]);
    expect(addresses.questions()).toBe(0);
  });

  test('is the same for its idempotency key when the provider is away the second time', async () => {
    const { call, addresses } = await startWithAddresses();
    const again = await call.replica({ KAKAO_LOCAL_URL: addresses.url, KAKAO_LOCAL_KEY: KEY });
    const customer = await call.person();
    const input = { location: { address: '서울 마포구 월드컵북로 400' }, idempotencyKey: 'key' };
    const id = await call.accepted(customer, input);
    await addresses.fail('503');
    expect(await again.accepted(customer, input)).toBe(id);
  });
});

const faults: readonly AddressFaultMode[] = ['hang', '429', '503', 'reset', 'html', 'empty', 'wrong'];

describe('while the provider fails', () => {
  test.each(faults)('%s: a call is accepted by the table, and its 시·군·구 is suggested', async (mode) => {
    const { call, addresses } = await startWithAddresses(
      mode === 'hang' ? { KAKAO_LOCAL_TIMEOUT_MS: '100' } : {},
    );
    await addresses.fail(mode);
    expect(await locationOf(call, '서울 마포구 월드컵북로 400')).toMatchObject({
      district: '마포구',
      ...OFFICE_OF_MAPO,
    });
    expect(await namesFor(call, '서울 마포구 월드컵북로 400')).toEqual(['서울 마포구']);
    const { userErrors } = await call.request(await call.person(), {
      location: { address: '강서구 대저동' },
    });
    expect(userErrors).toMatchObject([{ code: 'AMBIGUOUS_LOCATION' }]);
  });

  test('provider of addresses down while calling with a quote: accepted all the same', async () => {
    const { call, addresses } = await startWithAddresses({ KAKAO_LOCAL_TIMEOUT_MS: '100' });
    const address = '서울 마포구 월드컵북로 400';
    const move: Move = {
      moveType: 'FULL_PACKING',
      location: { address, district: '마포구', ...OFFICE_OF_MAPO },
      destination: null,
      movingOn: seoulDay(new Date(Date.now() + 7 * 86_400_000)),
      slot: 'ALL_DAY',
      cost: 1_770_000,
    };
    call.manage.behave({ answer: 'ACCEPTED', move });
    for (const mode of faults) {
      await addresses.fail(mode);
      const customer = await call.person();
      const input = { quoteId: randomUUID(), quoteVersion: 1, location: { address }, cost: null };
      const id = await call.accepted(customer, input);
      expect(await readLocation(call, customer, id)).toMatchObject({ address, ...OFFICE_OF_MAPO });
    }
  });

  test('or is not configured, refuses our key or does not exist, the table answers', async () => {
    const addresses = await startAddresses();
    const settings: readonly Record<string, string>[] = [
      {},
      { KAKAO_LOCAL_URL: addresses.url, KAKAO_LOCAL_KEY: 'wrong' },
      { KAKAO_LOCAL_URL: 'http://127.0.0.1:1', KAKAO_LOCAL_KEY: KEY },
    ];
    for (const env of settings)
      expect(await locationOf(await startCall(env), '서울 마포구 월드컵북로 400')).toMatchObject(
        OFFICE_OF_MAPO,
      );
  });

  test('the circuit opens after five failures, and asks again later', async () => {
    const clock = stopClock();
    const { call, addresses } = await startWithAddresses();
    await addresses.fail('503', 5);
    for (let number = 1; number <= 8; number += 1) await placesFor(call, `불정로 ${number}`);
    expect(addresses.questions()).toBe(5);
    const open = 'movecall_call_addresses_circuit_state{state="open"}';
    expect(await metricsOf(call)).toContain(`${open} 1`);
    clock.advance(5_001);
    expect(await namesFor(call, '월드컵북로 400')).toHaveLength(1);
    expect(await namesFor(call, '판교역로 166')).toHaveLength(1);
    expect(addresses.questions()).toBe(7);
    expect(await metricsOf(call)).toContain(`${open} 0`);
  });

  test('a failure is not remembered as an answer', async () => {
    const { call, addresses } = await startWithAddresses();
    await addresses.fail('503', 1);
    expect(await namesFor(call, '월드컵북로 400')).toEqual([]);
    expect(await namesFor(call, '월드컵북로 400')).toHaveLength(1);
  });
});

const metricsOf = async ({ metricsUrl }: CallHarness): Promise<string> =>
  (await fetch(`${metricsUrl}/metrics`)).text();

test('no log line and no metric has what was typed, however the provider fails', async () => {
  const { call, addresses } = await startWithAddresses({ KAKAO_LOCAL_TIMEOUT_MS: '200' });
  for (const [number, mode] of faults.entries()) {
    await addresses.fail(mode, 1);
    await placesFor(call, `서울 마포구 월드컵북로 ${1203 + number}`);
    // An answer in between keeps the circuit closed.
    expect(await namesFor(call, `서울 마포구 월드컵북로 400 12${number}호`)).toHaveLength(1);
  }
  await call.accepted(await call.person(), { location: { address: '서울 마포구 월드컵북로 1203' } });
  const metrics = await metricsOf(call);
  expect(metrics).toContain(
    `movecall_call_address_answers_total{outcome="UNAVAILABLE"} ${faults.length - 1}`,
  );
  for (const text of [metrics, call.logged.join('')]) {
    // The digits may be part of another number, as of a moment.
    expect(text).not.toMatch(/월드컵|%EC%9B%94|(?<![\d.])1203(?!\d)/);
    expect(text).not.toContain(KEY);
  }
});
