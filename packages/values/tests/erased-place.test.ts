import { expect, test } from 'vitest';
import { erasedPlace } from '../src/erased-place.ts';

test('an erased place is its district, at the office of the district', () => {
  const home = {
    address: '서울 마포구 월드컵로 1',
    district: '마포구',
    latitude: 37.5611,
    longitude: 126.9077,
  };
  const erased = { address: '마포구', district: '마포구', latitude: 37.5663, longitude: 126.9019 };
  expect(erasedPlace(home)).toEqual(erased);
  expect(erasedPlace(erased)).toEqual(erased);
});

test('an erased place without a known district has no address, and a position to ten kilometres', () => {
  const home = { address: '제주 첨단로 242', district: null, latitude: 33.4507, longitude: 126.5706 };
  const erased = { address: '', district: null, latitude: 33.5, longitude: 126.6 };
  expect(erasedPlace(home)).toEqual(erased);
  expect(erasedPlace(erased)).toEqual(erased);
});
