import { describe, expect, test } from 'vitest';
import { districtPlace, districts, locate } from '../src/places.ts';

test.each([
  'mapo',
  'Mapo-gu',
  '마포',
  '마포구',
  '서울 마포구',
  '서울특별시 마포구 월드컵북로 400',
  '서울시 마포 성산동',
  'Seoul Mapo-gu',
  'Ｍａｐｏ-ｇｕ',
  '서울\u3000마포구',
  '\u202d마포구\u202c 성산동',
  '마포구'.normalize('NFD'),
])('an address names its district as people write it: %s', (address) => {
  expect(locate({ address })).toMatchObject({
    district: '마포구',
    latitude: 37.5663,
    longitude: 126.9019,
  });
});

test('an address is kept as a reader sees it', () => {
  expect(locate({ address: ' 서울\u00a0마포구  월드컵로\u200b 1\u20132 '.normalize('NFD') })?.address).toBe(
    '서울 마포구 월드컵로 1-2',
  );
});

test('every district of Seoul is found by each of its names', () => {
  expect(districts).toHaveLength(25);
  for (const { name, roman } of districts) {
    for (const address of [name, `서울 ${name}`, roman, `${roman}-gu`])
      expect(locate({ address })?.district).toBe(name);
  }
});

test.each([
  '',
  '   ',
  'nowhere',
  '서울',
  '부산 중구 해변로',
  'x'.repeat(10_240),
  '마포구\u0000',
  '마포구\ud800',
  '마포구\u2028서울',
  '\u3164',
])('an address without coordinates and without a known district is refused: %j', (address) => {
  expect(locate({ address })).toBeNull();
});

test.each([
  ['서울', 37.5665, 126.978],
  ['부산', 35.1796, 129.0756],
  ['가덕도', 35.02, 128.83],
  ['포항 호미곶', 36.077, 129.567],
  ['고성 (강원)', 38.38, 128.47],
  ['고성 명파리', 38.577, 128.39],
  ['철원', 38.25, 127.22],
  ['파주', 37.76, 126.78],
  ['파주 대성동', 37.9415, 126.677],
  ['강화 교동도', 37.78, 126.28],
  ['송도', 37.4, 126.62],
  ['인천공항', 37.46, 126.44],
  ['백령도', 37.97, 124.72],
  ['대청도', 37.83, 124.7],
  ['연평도', 37.667, 125.7],
  ['덕적도', 37.23, 126.14],
  ['어청도', 36.117, 125.985],
  ['새만금', 35.8, 126.52],
  ['위도', 35.6, 126.28],
  ['신안 압해도', 34.87, 126.3],
  ['홍도', 34.69, 125.19],
  ['흑산도', 34.68, 125.43],
  ['가거도', 34.06, 125.12],
  ['진도', 34.48, 126.26],
  ['보길도', 34.15, 126.55],
  ['추자도', 33.96, 126.3],
  ['여수 거문도', 34.03, 127.31],
  ['거제도', 34.88, 128.62],
  ['제주', 33.4996, 126.5312],
  ['우도', 33.5, 126.95],
  ['마라도', 33.12, 126.27],
  ['울릉도', 37.48, 130.9],
  ['독도', 37.2413, 131.8669],
])('%s is in Korea', (address, latitude, longitude) => {
  expect(locate({ address, latitude, longitude })).toEqual({ address, district: null, latitude, longitude });
});

test.each([
  ['후쿠오카', 33.59, 130.4],
  ['쓰시마', 34.2, 129.29],
  ['쓰시마 북쪽', 34.69, 129.44],
  ['개성', 37.97, 126.55],
  ['해주', 38.04, 125.71],
  ['연안', 37.9, 126.16],
  ['평강', 38.4, 127.28],
  ['금강산', 38.66, 128.1],
  ['평양', 39.02, 125.75],
  ['서해', 36, 125],
  ['동해', 36.5, 130.5],
  ['울릉도와 독도 사이', 37.4, 131.4],
  ['남해', 33.75, 127.5],
  ['대한해협', 34.5, 129.2],
  ['산둥', 37.4, 122.5],
  ['위도와 경도가 바뀐 서울', 126.978, 37.5665],
])('%s is not in Korea', (address, latitude, longitude) => {
  expect(locate({ address, latitude, longitude })).toBeNull();
});

describe('coordinates of an address that names a district', () => {
  const busan = { latitude: 35.1796, longitude: 129.0756 };
  const ilsan = { latitude: 37.6584, longitude: 126.7699 };

  test('are kept within 60 km of its office', () => {
    expect(locate({ address: '마포구 성산동', ...ilsan })).toMatchObject({ district: '마포구', ...ilsan });
  });

  test.each(['마포구', '서울 마포구 월드컵로 1', 'mapo', '서울 중구', 'Seoul Jung-gu', '서울 강서구'])(
    'are refused farther away: %s',
    (address) => {
      expect(locate({ address, ...busan })).toBeNull();
    },
  );

  test.each(['중구 중앙대로 1', '강서구 대저동', '부산 중구'])(
    'stand by themselves when another city has a district of that name: %s',
    (address) => {
      expect(locate({ address, ...busan })).toEqual({ address, district: null, ...busan });
    },
  );
});

test('a place is shown to strangers as its district', () => {
  const place = locate({ address: '마포구 성산동 1-2', latitude: 37.5665, longitude: 126.91 });
  expect(place && districtPlace(place)).toEqual({
    address: '마포구',
    district: '마포구',
    latitude: 37.5663,
    longitude: 126.9019,
  });
  expect(districtPlace({ district: null })).toBeNull();
});

test('any address in Korea is accepted with coordinates', () => {
  expect(locate({ address: '제주시 첨단로 242', latitude: 33.45, longitude: 126.57 })).toEqual({
    address: '제주시 첨단로 242',
    district: null,
    latitude: 33.45,
    longitude: 126.57,
  });
});

test.each([
  { latitude: 37.5, longitude: null },
  { latitude: null, longitude: 127 },
  { latitude: 35.68, longitude: 139.69 },
  { latitude: 91, longitude: 127 },
  { latitude: Number.NaN, longitude: 127 },
])('coordinates that are incomplete, invalid or outside of Korea are refused: %o', (coordinates) => {
  expect(locate({ address: '마포구', ...coordinates })).toBeNull();
});
