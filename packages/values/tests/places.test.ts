import { expect, test } from 'vitest';
import { districts, locate } from '../src/places.ts';

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
