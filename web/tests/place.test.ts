import { expect, test } from 'vitest';
import { placeName } from '../src/format/place.ts';
import { addressOf, districts, seoulDistrictIn, seoulDistrictOf } from '../src/parts/seoul-districts.ts';

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

test('the map of Seoul has 25 gu, and finds each in the address that it writes', () => {
  expect(districts).toHaveLength(25);
  for (const district of districts) {
    const address = addressOf(district);
    expect(seoulDistrictIn(address)).toBe(address);
    expect(seoulDistrictIn(`서울 ${district.name} 101호`)).toBe(address);
  }
});

test.each([
  ['중구', null],
  ['강서구 대저동', null],
  ['부산 중구', null],
  ['부산 강서구', null],
  ['경기 성남시 분당구', null],
  ['', null],
  ['서울특별시 중구', '서울 중구'],
  ['마포구 성산동', '마포구'],
])('of %j the map shows %j', (address, shown) => {
  expect(seoulDistrictIn(address)).toBe(shown);
});

test('a team in another city’s gu is in none of Seoul', () => {
  expect(seoulDistrictOf({ sido: '부산광역시', district: '강서구' })).toBeNull();
  expect(seoulDistrictOf({ sido: '서울특별시', district: '강서구' })).toBe('강서구');
});
