import { expect, test } from 'vitest';
import {
  emptyPlace,
  isBlank,
  keptPlace,
  MAX_ADDRESS,
  MAX_DETAIL,
  placeInputOf,
  placeText,
} from '../src/parts/place/typed-place.ts';

const position = { latitude: 37.5794, longitude: 126.8899 };
const place = { address: ' 서울 마포구 월드컵북로 400 ', detail: ' 101동 1203호 ', position };

test('동·호 stand behind the address, as people write them', () => {
  expect(placeText(place)).toBe('서울 마포구 월드컵북로 400, 101동 1203호');
  expect(placeText({ ...place, detail: ' ' })).toBe('서울 마포구 월드컵북로 400');
  expect(isBlank({ ...place, address: ' ' })).toBe(true);
});

test('both fields together are no longer than the server takes', () => {
  const longest = { ...place, address: 'ㄱ'.repeat(MAX_ADDRESS), detail: 'ㄴ'.repeat(MAX_DETAIL) };
  expect(placeText(longest)).toHaveLength(200);
});

test('a place that was picked is sent with its position, and a typed one without', () => {
  expect(placeInputOf(place)).toEqual({ address: placeText(place), ...position });
  expect(placeInputOf({ ...place, position: null })).toEqual({ address: placeText(place) });
});

test('a draft of an earlier release kept the address only', () => {
  expect(keptPlace('마포구')).toEqual({ ...emptyPlace, address: '마포구' });
  expect(keptPlace({ address: '마포구' })).toEqual({ ...emptyPlace, address: '마포구' });
  expect(keptPlace(undefined)).toEqual(emptyPlace);
  expect(keptPlace(place)).toEqual(place);
});
