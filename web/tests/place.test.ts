import { expect, test } from 'vitest';
import { placeName } from '../src/format/place.ts';
import { districts, seoulDistrictOf } from '../src/screens/movers/seoul-districts.ts';

test.each([
  ['마포구 성산동 1', '마포구', '서울특별시', '마포구'],
  ['서울 중구 을지로 1', '중구', '서울특별시', '서울 중구'],
  ['부산 중구 중앙대로 1', '중구', '부산광역시', '부산 중구'],
  ['경기 수원시 영통구', '수원시', '경기도', '경기 수원시'],
  ['세종 한누리대로 1', '세종시', '세종특별자치시', '세종시'],
  ['마린시티 101동', null, null, '마린시티 101동'],
])('the place %s is named in a few words', (address, district, sido, name) => {
  expect(placeName({ address, district, sido })).toBe(name);
});

test('the map of teams has the 25 gu of Seoul', () => {
  expect(districts).toHaveLength(25);
});

test('a team in another city’s gu is in none of Seoul', () => {
  expect(seoulDistrictOf({ sido: '부산광역시', district: '강서구' })).toBeNull();
  expect(seoulDistrictOf({ sido: '서울특별시', district: '강서구' })).toBe('강서구');
});
