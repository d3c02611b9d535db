import { afterEach, describe, expect, test } from 'vitest';
import { locate } from '@movecall/values/places';
import { regions } from '@movecall/values/regions';
import { knownAddresses } from '../src/addresses/known-addresses.ts';
import { madeAddresses } from '../src/addresses/made-addresses.ts';
import { nameOf, searchAddresses } from '../src/addresses/address-search.ts';
import { ADDRESS_KEY, logged, start, stopAll } from './client.ts';

afterEach(stopAll);

const namesFor = (query: string): readonly string[] => searchAddresses(query).map(nameOf);

describe('the made addresses', () => {
  test('lie in each 시·군·구, and each is a place of the table', () => {
    const found = [...knownAddresses, ...madeAddresses].map((address) => {
      const name = nameOf({ address, precision: 'REGION_ADDR' });
      const located = locate({ ...address, address: name });
      return located.status === 'FOUND' && located.place.district !== null
        ? { sido: address.sido, district: located.place.district }
        : name;
    });
    expect(found.filter((one) => typeof one === 'string')).toEqual([]);
    expect(new Set(found.map((one) => JSON.stringify(one))).size).toBeGreaterThanOrEqual(regions.length);
  });

  test.each([
    ['서울 마포구 월드컵북로 400', ['서울 마포구 월드컵북로 400']],
    ['서울특별시 마포구 월드컵북로', ['서울 마포구 월드컵북로']],
    ['월드컵북', ['서울 마포구 월드컵북로']],
    ['상암동 1605', ['서울 마포구 상암동 1605']],
    ['상암동 160', []],
    ['강서구 대저동', ['부산 강서구 대저1동', '부산 강서구 대저2동']],
    ['시청로 1', ['전남광주 여수시 시청로 1', '강원특별자치도 원주시 시청로 1', '경북 포항시 남구 시청로 1']],
    ['보람동', ['세종특별자치시 보람동']],
    ['달나라', []],
    ['', []],
  ])('%s', (query, names) => {
    expect(namesFor(query)).toEqual(names);
  });
});

describe('the address search', () => {
  const search = async (
    parameters: Record<string, string>,
    headers = { authorization: `KakaoAK ${ADDRESS_KEY}` },
  ) => {
    const sandbox = await start();
    const url = `${sandbox.url}/v2/local/search/address.json?${new URLSearchParams(parameters).toString()}`;
    const response = await fetch(url, { headers });
    return { status: response.status, body: await response.json() };
  };

  test('answers in the form of Kakao Local', async () => {
    const { status, body } = await search({ query: '월드컵북로 400', size: '5' });
    expect(status).toBe(200);
    expect(body).toEqual({
      meta: { total_count: 1, pageable_count: 1, is_end: true },
      documents: [
        expect.objectContaining({
          address_name: '서울 마포구 월드컵북로 400',
          address_type: 'ROAD_ADDR',
          x: '126.8899',
          y: '37.5794',
          address: expect.objectContaining({
            address_name: '서울 마포구 상암동 1605',
            main_address_no: '1605',
          }),
          road_address: expect.objectContaining({ road_name: '월드컵북로', main_building_no: '400' }),
        }),
      ],
    });
  });

  test('has no lot for a road, and no road for a 동', async () => {
    const road = await search({ query: '월드컵북로' });
    expect(road.body).toMatchObject({ documents: [{ address_type: 'ROAD', address: null }] });
    const dong = await search({ query: '상암동' });
    expect(dong.body).toMatchObject({ documents: [{ address_type: 'REGION', road_address: null }] });
  });

  test.each([{}, { query: ' ' }, { query: '상암동', size: '31' }, { query: '상암동', page: '0' }])(
    'refuses %j',
    async (parameters) => {
      expect(await search(parameters)).toMatchObject({
        status: 400,
        body: { errorType: 'MissingParameter' },
      });
    },
  );

  test.each(['', 'KakaoAK', 'KakaoAK wrong', `Bearer ${ADDRESS_KEY}`])(
    'refuses the key %j',
    async (authorization) => {
      expect(await search({ query: '상암동' }, { authorization })).toMatchObject({
        status: 401,
        body: { errorType: 'AccessDeniedError' },
      });
    },
  );

  test('logs no query', async () => {
    await search({ query: '월드컵북로 400' });
    expect(logged.join('')).not.toMatch(/월드컵|%EC%9B%94/);
  });
});
