import { expect, test } from 'vitest';
import { areaOf } from '../src/areas.ts';

test('the area of a place in a known district is the district, at its office', () => {
  const home = {
    address: '마포구 성산동 1-2 301호',
    district: '마포구',
    latitude: 37.5612,
    longitude: 126.91,
  };
  expect(areaOf(home)).toEqual({
    address: '마포구',
    district: '마포구',
    latitude: 37.5663,
    longitude: 126.9019,
  });
});

test.each([
  ['부산 해운대구 우동 1408', '부산 해운대구'],
  ['경기도 성남시 분당구 정자동 178-1', '경기도 성남시 분당구'],
  ['부산광역시, 기장군, 일광면', '부산광역시 기장군'],
  ['세종 한누리대로 2130', '세종'],
  ['전남광주통합특별시 첨단중앙로 1', '전남광주통합특별시'],
  ['마린시티 101동 1502호', '지역 정보 없음'],
  ['', '지역 정보 없음'],
])('the area of %j, which is in no known district, is %j, to about ten kilometres', (address, area) => {
  expect(areaOf({ address, district: null, latitude: 35.1631, longitude: 129.1636 })).toEqual({
    address: area,
    district: null,
    latitude: 35.2,
    longitude: 129.2,
  });
});
